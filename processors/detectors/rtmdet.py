"""RTMDet-nano, trained on people alone (OpenMMLab): a box for everybody in the picture, in one pass."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.detectors import Detector, Found
from processors.letterbox import letterbox
from processors.model_files import path_of
from processors.onnx_network import OnnxNetwork
from processors.picture import Picture

MODEL_FILE: Final = "rtmdet_nano_person"
"""Its weights' name in the manifest."""
REVISION: Final = 1
"""Counted up whenever this code gives other answers."""
DEVICES: Final = ("cpu", "cuda")

_SIZE_PX: Final = 416  # of 256 to 640 the one at which people who lie are seen best; 320 is what it was made for
_LEAST_SCORE: Final = 0.2  # it is hardly surer of who lies on a bench; the 2D pose model sifts out what is nobody
_MEAN: Final = np.array([103.53, 116.28, 123.675], np.float32)
_SPREAD: Final = np.array([57.375, 57.12, 58.395], np.float32)
"""Of blue, green, red in what it was trained on."""


def load(device: str = "cpu", threads: int = 2) -> Detector:
    """The detector, on `threads` cores or a GPU.

    Raises:
        ModelFileError: its file isn't there.
        BackendError: ONNX Runtime isn't there, or can't use the device or the file.
    """
    return _RtmDet(OnnxNetwork(path_of(MODEL_FILE), device, threads))


class _RtmDet:
    """The detector with its network, which joins overlapping answers itself, and so takes one picture at a time."""

    def __init__(self, network: OnnxNetwork) -> None:
        self._network = network

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        """Find the people in each picture, best first."""
        return [self._detect_in(picture) for picture in pictures]

    def _detect_in(self, picture: Picture) -> list[Found]:
        square, scale = letterbox(picture.bgr, _SIZE_PX)
        tensor = ((square - _MEAN) / _SPREAD).transpose(2, 0, 1)[None]
        boxes = self._network.run(np.ascontiguousarray(tensor, np.float32))[0]
        return _found(boxes[0], scale)


def _found(boxes: NDArray[np.float32], scale: float) -> list[Found]:
    """Read (n, 5) of x0, y0, x1, y1 in the network's px and score."""
    sure = sorted((row for row in boxes.tolist() if row[4] >= _LEAST_SCORE), key=lambda row: -row[4])
    found = [(row[0] / scale, row[1] / scale, row[2] / scale, row[3] / scale, min(row[4], 1.0)) for row in sure]
    return [Found((x0, y0, x1, y1), score) for x0, y0, x1, y1, score in found if x0 < x1 and y0 < y1]
