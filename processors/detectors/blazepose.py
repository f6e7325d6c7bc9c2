"""BlazePose's detector (MediaPipe pose_detection, 224 px): finds a body's middle, size and direction.

It sees one person, rarely two: others are found by blackening the body of the one found and asking again.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.crop import crop, points_in_image
from processors.detectors import Detector, Found
from processors.litert import Network
from processors.model_files import path_of
from processors.picture import Picture
from processors.region import Region
from processors.ssd import Candidates, anchor_centres, decode, join_same

MODEL_FILE: Final = "pose_detection"
"""Its weights' name in the manifest."""
REVISION: Final = 1
"""Counted up whenever this code gives other answers."""

Floats = NDArray[np.float64]

_SIZE_PX: Final = 224
_OUTPUTS: Final = ("Identity", "Identity_1")  # boxes with keypoints, logits
_STRIDES: Final = (8, 16, 32, 32, 32)
_LEAST_SCORE: Final = 0.5
_ROUNDS: Final = 3
_BODY_WIDTH: Final = (
    0.5  # of its length: wider, who is close behind is blackened too; narrower, the same is found again
)
_BLACK: Final = -1
_BOX_LENGTH: Final = 0.9  # of the axis, and the width of that: the best fit to 201 lifters with known boxes
_BOX_WIDTH: Final = 0.35 / 0.9
_SAME_MIDDLE: Final = 0.16  # of the longer axis: spotters behind lifters were never nearer than 0.2 and 0.56
_SAME_HEAD: Final = 0.45


def load(device: str = "cpu", threads: int = 2) -> Detector:  # noqa: ARG001 - it runs on the CPU only
    """The detector, on `threads` cores.

    Raises:
        ModelFileError: its file isn't there.
    """
    return _BlazePose(Network(path_of(MODEL_FILE), _OUTPUTS, threads))


class _BlazePose:
    """The detector with its network; pictures are answered one by one, so a batch gives the same bits."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._anchors = anchor_centres(_SIZE_PX, _STRIDES)

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        """Find the people in each picture, best first."""
        return [self._detect_in(picture) for picture in pictures]

    def _detect_in(self, picture: Picture) -> list[Found]:
        height, width = picture.bgr.shape[:2]
        whole = Region(width / 2, height / 2, max(width, height), 0.0)
        tensor = crop(picture.bgr, whole, _SIZE_PX, repeat_border=False).astype(np.float32)[None] / 127.5 - 1
        found: list[Found] = []
        for _ in range(_ROUNDS):
            seen = self._ask(tensor)
            if not len(seen.scores):
                break
            for points, score in zip(seen.points, seen.scores, strict=True):
                tensor[0, _body(points)] = _BLACK
                found.append(_found(points_in_image(points, whole, _SIZE_PX), float(score)))
        return _each_once(found)

    def _ask(self, tensor: NDArray[np.float32]) -> Candidates:
        """Who is seen in one input, (1, 224, 224, 3) of -1..1; in its pixels."""
        raw, logits = self._network.run(tensor)
        return join_same(decode(raw[0], logits[0, :, 0], self._anchors, _LEAST_SCORE))


def _body(points: Floats) -> NDArray[np.bool_]:
    """The pixels of the network's input that a body covers: a strip along its axis, (224, 224)."""
    along, half_length = points[1] - points[0], float(np.hypot(*(points[1] - points[0])))
    y, x = np.mgrid[:_SIZE_PX, :_SIZE_PX] + 0.5
    right, down = x - points[0, 0], y - points[0, 1]
    lengthwise = np.abs(right * along[0] + down * along[1]) < half_length**2
    across = np.abs(down * along[0] - right * along[1]) < _BODY_WIDTH * half_length**2
    return np.asarray(lengthwise & across, np.bool_)


def _found(points: Floats, score: float) -> Found:
    """What the stage wants to know of one person: points are in the picture, px."""
    middle, end = points[0], points[1]
    along = (end - middle) * _BOX_LENGTH
    across = np.array([-along[1], along[0]]) * _BOX_WIDTH
    corners = np.array([along + across, along - across])
    reach = np.abs(corners).max(axis=0)
    x0, y0, x1, y1 = np.concatenate([middle - reach, middle + reach]).tolist()
    return Found((x0, y0, x1, y1), score, (*middle.tolist(), *end.tolist()))


def _each_once(found: list[Found]) -> list[Found]:
    """Leave out those that lie where a surer one lies; best first."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: -one.score):
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    return kept


def _same(one: Found, other: Found) -> bool:
    """Whether two answers are one person: the middles nearly fall together, or the heads do."""
    axes = np.array([one.axis, other.axis]).reshape(2, 2, 2)
    reach = np.linalg.norm(axes[:, 1] - axes[:, 0], axis=1).max()
    middles, ends = np.linalg.norm(axes[0] - axes[1], axis=1)
    return bool(middles < _SAME_MIDDLE * reach or ends < _SAME_HEAD * reach)
