"""Runs an `.onnx` network with ONNX Runtime on the chosen device; all that is known of that library is here."""

import os
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from processors.backend import DeviceError, ModelBrokenError, library

_PROVIDERS: Final = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}

Tensor = NDArray[np.float32]


class OnnxNetwork:
    """One loaded network with one input; gives the same bits for the same batch."""

    def __init__(self, path: Path, device: str, threads: int) -> None:
        """Load the network.

        Args:
            path: an `.onnx` file.
            device: `cpu` or `cuda`.
            threads: how many cores one inference may use.

        Raises:
            DeviceError: the device isn't there; nothing else is taken for it.
            ModelBrokenError: the file is no network that can be read.
        """
        runtime = onnx_runtime()
        provider = _PROVIDERS[device]
        if provider not in runtime.get_available_providers():
            raise DeviceError(
                f"the device {device!r} was chosen, but the ONNX Runtime that is installed can't use it: "
                "install the extra `cuda` on a machine with an NVIDIA GPU, or choose `cpu`"
            )
        self._session = _opened(runtime, path, provider, threads)
        if self._session.get_providers()[0] != provider:
            raise DeviceError(f"the device {device!r} was chosen, but ONNX Runtime could not start it: choose `cpu`")
        self._input = self._session.get_inputs()[0]

    @property
    def input_shape(self) -> list[int | str]:
        """What the network wants; a name stands for a side that may have any length."""
        return list(self._input.shape)

    def run(self, tensor: Tensor) -> tuple[NDArray[Any], ...]:
        """Infer: all outputs, in the network's order."""
        return tuple(self._session.run(None, {self._input.name: tensor}))


def onnx_runtime() -> Any:  # noqa: ANN401 - the library has no types
    """Import ONNX Runtime so that it keeps to itself.

    Raises:
        MissingLibraryError: it isn't installed; says how to get it.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # else it reports to its makers, from its import on
    return library("onnxruntime", "processors")


def _opened(runtime: Any, path: Path, provider: str, threads: int) -> Any:  # noqa: ANN401 - the library has no types
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = runtime.InferenceSession(str(path), options, providers=[provider])
    except Exception as error:  # ONNX Runtime's errors have no base class of their own
        raise ModelBrokenError(f"{path.name} can't be loaded by ONNX Runtime: {_first_line(error)}") from error
    session.disable_fallback()
    return session


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
