"""Runs a YOLO network with ultralytics on whole pictures; all that the backends know of that library is here.

It is kept from what it does by itself: ask its makers' servers, install packages, fetch weights and
fonts, keep settings in the user's home, print.
"""

import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from processors.backend import DeviceError, ModelBrokenError, library
from processors.picture import Picture

EXTRA: Final = "ultralytics"
"""What has to be installed for it."""
_PERSON: Final = 0
LEAST_SCORE: Final = 0.25
"""Whom the network is less sure of it does not name."""
_SIZE_PX: Final = 640
_QUIET: Final[Mapping[str, str]] = {"YOLO_OFFLINE": "1", "YOLO_AUTOINSTALL": "false", "YOLO_VERBOSE": "false"}
_TORCH_SUFFIX: Final = ".pt"
"""Weights that torch itself runs, in batches; what was exported from them takes one picture at a time."""


class Persons(NamedTuple):
    """The n people of one picture, best first."""

    boxes: NDArray[np.float64]
    """(n, 4): x0, y0, x1, y1, px."""
    scores: NDArray[np.float64]
    """(n,), 0..1."""
    keypoints: NDArray[np.float32] | None
    """(n, 17, 3): x and y, px, and a score of COCO's keypoints; None: the network finds boxes alone."""


class YoloNetwork:
    """One loaded network."""

    def __init__(self, path: Path, task: str, device: str, threads: int) -> None:
        """Load the network.

        Args:
            path: a `.pt`, `.onnx` or `.tflite` file, or a folder of OpenVINO's with its usual name.
            task: `detect` or `pose`.
            device: `cpu` or `cuda`.
            threads: how many cores torch may use; what was exported uses those that its own library wants.

        Raises:
            DeviceError: the device isn't there, or the file's kind can't run on it.
            ModelBrokenError: the file is no network for the task.
        """
        _check_device(device, path)
        self._torch, self._task, self._path = library("torch", EXTRA), task, path
        self._device, self._threads = device, threads
        with _as_we_like_it():
            self._model = library("ultralytics", EXTRA).YOLO(str(path), task=task)
        self._check(self.run([Picture(bgr=np.zeros((8, 8, 3), np.uint8))]))

    def run(self, pictures: Sequence[Picture]) -> list[Persons]:
        """Find the people in each picture."""
        together = self._path.suffix == _TORCH_SUFFIX
        groups = [list(pictures)] if together else [[picture] for picture in pictures]
        self._torch.set_num_threads(self._threads)
        with _as_we_like_it():
            return [_persons(result) for group in groups if group for result in self._predict(group)]

    def _predict(self, pictures: Sequence[Picture]) -> list[Any]:
        settings = {"conf": LEAST_SCORE, "imgsz": _SIZE_PX, "device": self._device, "verbose": False}
        try:
            return list(self._model.predict([picture.bgr for picture in pictures], **settings))
        except Exception as error:
            raise ModelBrokenError(f"{self._path.name} can't be run by ultralytics: {error}") from error

    def _check(self, answers: list[Persons]) -> None:
        made_for = getattr(self._model.predictor.model, "task", self._task)  # what an exported file says of itself
        if made_for != self._task or (answers[0].keypoints is None) != (self._task == "detect"):
            raise ModelBrokenError(f"{self._path.name} is no network for {self._task}: give weights of that kind")


def _check_device(device: str, path: Path) -> None:
    if device == "cpu":
        return
    if path.is_dir() or path.suffix == ".tflite":
        raise DeviceError(f"{path.name} runs on the CPU only: choose `cpu`, or weights ending in .pt or .onnx")
    if not library("torch", EXTRA).cuda.is_available():
        raise DeviceError(f"the device {device!r} was chosen, but torch sees no GPU that it can use: choose `cpu`")


def _persons(result: Any) -> Persons:  # noqa: ANN401 - the library's own
    boxes = result.boxes.data.cpu().numpy()
    people = boxes[:, 5] == _PERSON
    keypoints = None if result.keypoints is None else result.keypoints.data.cpu().numpy().reshape(-1, 17, 3)
    order = np.argsort(-boxes[people, 4], kind="stable")
    return Persons(
        boxes[people, :4][order].astype(np.float64),
        boxes[people, 4][order].astype(np.float64).clip(0, 1),
        None if keypoints is None else keypoints[people][order].astype(np.float32),
    )


@contextmanager
def _as_we_like_it() -> Iterator[None]:
    """Keep the library quiet and at home; what the user has set himself counts."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type] # as if it weren't installed
    if "YOLO_CONFIG_DIR" not in os.environ:
        os.environ["YOLO_CONFIG_DIR"] = tempfile.mkdtemp(prefix="perfectform-ultralytics-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
