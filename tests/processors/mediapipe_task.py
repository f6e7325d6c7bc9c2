"""MediaPipe's own pose landmarker over the very files that our backends run.

Its bundles are fetched from the web elsewhere; here one is made of the two networks, each with the metadata that it
asks for: how pixels become its input.
"""

import importlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from processors import model_files
from processors.picture import Bgr

_NETWORKS: Final = {
    "pose_detector.tflite": ("pose_detection", 127.5, 127.5),
    "pose_landmarks_detector.tflite": ("pose_landmark_full", 0.0, 255.0),
}
"""By their names in a bundle: our file, and the mean and spread that its input is normalised by."""


class Landmarks(NamedTuple):
    """What MediaPipe says of the one person whom it sees."""

    in_image: NDArray[np.float32]
    """(33, 2), px."""
    in_body: NDArray[np.float32]
    """(33, 3), m."""


def landmarker(folder: Path) -> Callable[[Bgr], Landmarks | None]:
    """Make a bundle in a folder, and give what answers a square picture; None: nobody was seen."""
    bundle = folder / "pose.task"
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_STORED) as written:
        for name, (file, mean, spread) in _NETWORKS.items():
            written.writestr(name, _with_metadata(model_files.path_of(file), mean, spread))
    mediapipe: Any = importlib.import_module("mediapipe")
    tasks: Any = importlib.import_module("mediapipe.tasks.python")
    options = tasks.vision.PoseLandmarkerOptions(
        base_options=tasks.BaseOptions(model_asset_path=str(bundle)), running_mode=tasks.vision.RunningMode.IMAGE
    )
    opened = tasks.vision.PoseLandmarker.create_from_options(options)

    def answered(bgr: Bgr) -> Landmarks | None:
        rgb = np.ascontiguousarray(bgr[:, :, ::-1])
        said = opened.detect(mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=rgb))
        if not said.pose_landmarks:
            return None
        in_image = [(one.x * bgr.shape[1], one.y * bgr.shape[0]) for one in said.pose_landmarks[0]]
        in_body = [(one.x, one.y, one.z) for one in said.pose_world_landmarks[0]]
        return Landmarks(np.array(in_image, np.float32), np.array(in_body, np.float32))

    return answered


def _with_metadata(path: Path, mean: float, spread: float) -> bytes:
    """Give a network's file with the metadata in it."""
    flatbuffers: Any = importlib.import_module("flatbuffers")
    schema: Any = importlib.import_module("mediapipe.tasks.metadata.schema_py_generated")
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(path.read_bytes(), 0))
    described = schema.BufferT()
    described.data = np.frombuffer(_metadata(len(model.subgraphs[0].outputs), mean, spread), np.uint8)
    model.buffers.append(described)
    entry = schema.MetadataT()
    entry.name, entry.buffer = "TFLITE_METADATA", len(model.buffers) - 1
    model.metadata = [*(model.metadata or []), entry]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _metadata(outputs: int, mean: float, spread: float) -> bytes:
    flatbuffers: Any = importlib.import_module("flatbuffers")
    schema: Any = importlib.import_module("mediapipe.tasks.metadata.metadata_schema_py_generated")
    normalised = schema.ProcessUnitT()
    normalised.optionsType = schema.ProcessUnitOptions.NormalizationOptions
    normalised.options = schema.NormalizationOptionsT()
    normalised.options.mean, normalised.options.std = [mean], [spread]
    picture = schema.TensorMetadataT()
    picture.processUnits = [normalised]
    picture.content = schema.ContentT()
    picture.content.contentPropertiesType = schema.ContentProperties.ImageProperties
    picture.content.contentProperties = schema.ImagePropertiesT()
    picture.content.contentProperties.colorSpace = schema.ColorSpaceType.RGB
    graph = schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [picture]
    graph.outputTensorMetadata = [schema.TensorMetadataT() for _ in range(outputs)]
    model = schema.ModelMetadataT()
    model.subgraphMetadata = [graph]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"M001")
    return bytes(builder.Output())
