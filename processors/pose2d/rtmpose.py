"""RTMPose-s (OpenMMLab, trained on Halpe-26 and six more sets, 256x192): all 26 joints of one person in a crop.

mmpose builds it from its checkpoint and exports it; ONNX Runtime serves it. The crop is turned so that the body stands
upright in it, wherever the detector or the last frame tells how the body lies.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX
from processors import skeletons
from processors.crop import crop, points_in_image
from processors.detectors import Found
from processors.exported import exported
from processors.onnx_network import OnnxNetwork
from processors.pose2d import Ask, Joints, PoseEstimator
from processors.region import Region

MODEL_FILE: Final = "rtmpose_s"
"""Its weights' name in the manifest."""
CONFIG: Final = "body_2d_keypoint/rtmpose/body8/rtmpose-s_8xb1024-700e_body8-halpe26-256x192.py"
"""How mmpose builds it."""
INPUT_SHAPE: Final = (1, 3, 256, 192)
REVISION: Final = 1
"""Counted up whenever this code gives other answers."""
DEVICES: Final = ("cpu", "cuda")
TOLERANCE: Final = 0.5
"""px, of answers to a batch from those to each alone."""

Floats = NDArray[np.float64]

_HEIGHT_PX, _WIDTH_PX = INPUT_SHAPE[2:]
_MARGIN_PX: Final = (_HEIGHT_PX - _WIDTH_PX) // 2
"""What is cut off on either side of the square region."""
_BINS_PER_PX: Final = 2
_GROW: Final = 1.25
_TALL: Final = _HEIGHT_PX / _WIDTH_PX
_MEAN: Final = np.array([123.675, 116.28, 103.53], np.float32)
_SPREAD: Final = np.array([58.395, 57.12, 57.375], np.float32)
"""Of red, green, blue in what it was trained on."""
_SEEN: Final = 0.3
"""From this score on its makers take a joint as seen; who has that on average is taken to be there."""


def load(device: str = "cpu", threads: int = 2) -> PoseEstimator:
    """The estimator, on `threads` cores or a GPU.

    Raises:
        ModelFileError: neither its checkpoint nor an export of it is there.
        BackendError: it can't be exported here, or the device or the file can't be used.
    """
    return RtmPose(exported(MODEL_FILE, CONFIG, INPUT_SHAPE, device, threads))


class RtmPose:
    """The estimator with its network."""

    def __init__(self, network: OnnxNetwork) -> None:
        self._network = network

    def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
        """Estimate each person."""
        if not asks:
            return []
        regions = [_region_of(ask.where) for ask in asks]
        tensor = np.stack([_input(ask, region) for ask, region in zip(asks, regions, strict=True)])
        along_x, along_y = self._network.run(tensor)
        return [_joints(x, y, region) for x, y, region in zip(along_x, along_y, regions, strict=True)]


def _input(ask: Ask, region: Region) -> NDArray[np.float32]:
    square = crop(ask.picture.bgr, region, _HEIGHT_PX, repeat_border=False)
    narrow = square[:, _MARGIN_PX : _MARGIN_PX + _WIDTH_PX].astype(np.float32)
    return np.ascontiguousarray(((narrow - _MEAN) / _SPREAD).transpose(2, 0, 1), np.float32)


def _joints(along_x: NDArray[np.float32], along_y: NDArray[np.float32], region: Region) -> Joints:
    """Read the two rows of bins of each joint, (26, 384) and (26, 512): the fullest bin is where it is."""
    bins = np.stack([along_x.argmax(axis=1), along_y.argmax(axis=1)], axis=1)
    in_crop = bins / _BINS_PER_PX + [_MARGIN_PX, 0]
    scores = np.minimum(along_x.max(axis=1), along_y.max(axis=1)).clip(0, 1).astype(np.float32)
    in_image = points_in_image(in_crop, region, _HEIGHT_PX)
    return Joints(
        joints_in_image=skeletons.positions(in_image.astype(np.float32), skeletons.HALPE26),
        scores=skeletons.scores(scores, skeletons.HALPE26),
        presence=min(1.0, float(scores.mean()) / (2 * _SEEN)),
        follow=_next_region(region, in_image, scores),
    )


def _region_of(where: Region | Found) -> Region:
    """The square to look at; its middle three quarters go in."""
    if isinstance(where, Region):
        return where
    x0, y0, x1, y1 = where.box
    angle = 0.0
    if where.axis is not None:
        angle = math.atan2(where.axis[2] - where.axis[0], where.axis[1] - where.axis[3])
    across, along = _sides(x1 - x0, y1 - y0, angle)
    return Region((x0 + x1) / 2, (y0 + y1) / 2, _GROW * max(along, across * _TALL), angle)


def _sides(width: float, height: float, angle: float) -> tuple[float, float]:
    """Guess how wide and tall a body is in its own directions, from its upright box."""
    return (height, width) if abs(math.sin(angle)) > math.sqrt(0.5) else (width, height)


def _next_region(region: Region, in_image: Floats, scores: NDArray[np.float32]) -> Region:
    """The square around the joints, turned as the trunk is; where the trunk isn't seen, as before."""
    hip, neck = in_image[INDEX["hip"]], in_image[INDEX["neck"]]
    seen = min(scores[INDEX["hip"]], scores[INDEX["neck"]]) >= _SEEN and bool(np.hypot(*(neck - hip)) > 1)
    angle = math.atan2(neck[0] - hip[0], hip[1] - neck[1]) if seen else region.angle
    cosine, sine = math.cos(angle), math.sin(angle)
    own = in_image @ np.array([[cosine, -sine], [sine, cosine]])
    low, high = own.min(axis=0), own.max(axis=0)
    x, y = np.array([[cosine, -sine], [sine, cosine]]) @ ((low + high) / 2)
    across, along = high - low
    return Region(float(x), float(y), float(_GROW * max(along, across * _TALL, 1.0)), float(angle))
