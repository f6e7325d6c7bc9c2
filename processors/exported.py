"""Serves a network of mmpose's from its ONNX export, which is made from the checkpoint once and kept beside it.

So a machine that got the export needs ONNX Runtime alone; the one that makes it needs the extra `mmpose`.
"""

from pathlib import Path
from typing import Final

import numpy as np

from processors.backend import MissingLibraryError, ModelBrokenError
from processors.model_files import NO_WEIGHTS, ModelFile, cache_folder, entry_of, path_of
from processors.onnx_network import OnnxNetwork

_FOLDER: Final = "exported"
_REVISION: Final = 1
"""Counted up whenever exports come out otherwise."""


def exported(
    weights: str | ModelFile, config: str, input_shape: tuple[int, ...], device: str, threads: int
) -> OnnxNetwork:
    """Load the export of a checkpoint, made when it isn't there yet.

    Args:
        weights: the checkpoint, by its name in the manifest.
        config: of the network, see `mmpose_model.build`.
        input_shape: of one input, with a first axis of 1.
        device: `cpu` or `cuda`.
        threads: how many cores one inference may use.

    Raises:
        ModelFileError: neither checkpoint nor export is there.
        BackendError: it can't be exported here, or the device or the export can't be used.
    """
    path = export_path(weights)
    if not path.is_file():
        _export(weights, config, input_shape, path)
    network = OnnxNetwork(path, device, threads)
    if tuple(network.input_shape[1:]) != input_shape[1:]:
        raise ModelBrokenError(f"{path.name} takes {network.input_shape} where {input_shape} belongs: delete it")
    return network


def export_path(weights: str | ModelFile) -> Path:
    """Say where the export of a checkpoint lies: its name tells which checkpoint it was made from."""
    entry = entry_of(weights)
    stem = entry.file.rpartition(".")[0]
    return cache_folder() / _FOLDER / f"{stem}-{entry.sha256[:8] or NO_WEIGHTS}.{_REVISION}.onnx"


def _export(weights: str | ModelFile, config: str, input_shape: tuple[int, ...], goal: Path) -> None:
    checkpoint = path_of(weights)
    from processors.mmpose_model import export

    try:
        export(config, checkpoint, np.zeros(input_shape, np.float32), goal)
    except MissingLibraryError as error:
        raise MissingLibraryError(
            f"{checkpoint.name} has to be exported once, by a machine that has mmpose: {error}; then copy {goal.name} "
            f"from its folder into {goal.parent}"
        ) from error
