"""The lifter's network as it is served: one frame at a time, its memory passed in and out."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from processors.lifting.features import Seen, features
from processors.model_files import ModelFileError
from processors.onnx_network import onnx_runtime

FILE: Final = "perfectform.onnx"
_CARD: Final = "perfectform.json"


class Card(msgspec.Struct, frozen=True):
    """What was measured of the network after it was trained."""

    sha256: str
    memory: int
    """How many numbers it remembers."""
    spread_seen: tuple[float, ...]
    """By how much its spreads of each joint that is seen well are stretched: measured on clips not learned from."""
    spread_hidden: tuple[float, ...]
    """The same of joints that aren't seen at all."""
    spread_angles: tuple[float, ...]
    """The same for each angle."""
    spread_margin: float


class Step(NamedTuple):
    """What one frame brings."""

    values: NDArray[np.float64]
    spreads: NDArray[np.float64]
    """(answers.VALUES,) each."""
    memory: NDArray[np.float32]


def weights() -> bytes:
    """Read the bundled file.

    Raises:
        ModelFileError: it is missing or not what it should be.
    """
    path = files("processors.lifting").joinpath(FILE)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"{FILE} is missing beside {__name__}: install Perfect Form again") from error
    check(data)
    return data


def check(data: bytes) -> None:
    """Raise ModelFileError unless this is the bundled network."""
    found = hashlib.sha256(data).hexdigest()
    if found != card().sha256:
        raise ModelFileError(
            f"{FILE} is not the file it should be (sha256 {found[:8]}..., expected {card().sha256[:8]}...): "
            "install Perfect Form again"
        )


@cache
def card() -> Card:
    """Read what goes with the network."""
    return msgspec.json.decode(files("processors.lifting").joinpath(_CARD).read_bytes(), type=Card)


class Network:
    """Runs on one core, so that the same frames give the same bits."""

    def __init__(self) -> None:
        onnxruntime = onnx_runtime()

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(weights(), options, providers=["CPUExecutionProvider"])

    def begin(self) -> NDArray[np.float32]:
        """Give the memory of nothing."""
        return np.zeros((1, card().memory), np.float32)

    def step(self, seen: Seen, memory: NDArray[np.float32]) -> Step:
        """Take in one frame."""
        values, spreads, after = self.run(features(seen).astype(np.float32), memory)
        stretched = np.exp(spreads.astype(np.float64)) * _stretch(seen.scores)
        return Step(values.astype(np.float64), stretched, after)

    def run(self, given: NDArray[np.float32], memory: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        """Ask the network itself: features (features.COUNT,) and memory; it gives values, log spreads, and memory."""
        values, spreads, after = self._session.run(None, {"seen": given[None], "memory": memory})
        return values[0], spreads[0], after


def _stretch(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    told = card()
    joints = np.array(told.spread_hidden) * (1 - scores) + np.array(told.spread_seen) * scores
    return np.concatenate([np.repeat(joints, 3), told.spread_angles, [told.spread_margin, 1.0]])
