"""YOLO-pose (ultralytics, 640 px): COCO's 17 joints of everybody in the picture, in one pass for all."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from processors import skeletons
from processors.detectors import Found
from processors.pose2d import Ask, Joints, PoseEstimator
from processors.region import Region
from processors.yolo_network import LEAST_SCORE, Persons
from processors.yolo_pose_pass import YoloPosePass, yolo_pose_pass

MODEL_FILE: Final = "yolov8n_pose"
"""Its weights' name in the manifest."""
REVISION: Final = 1
"""Counted up whenever this code gives other answers."""
EXTRA: Final = "ultralytics"
DEVICES: Final = ("cpu", "cuda")
TOLERANCE: Final = 0.5
"""px, of answers to a batch from those to each picture alone, where torch runs it."""
TURNS: Final = False
"""It sees the picture as it is, so who lies is harder to see than who stands."""

_LEAST_OVERLAP: Final = 0.3
"""Of what is asked for and the person who is taken for it, as squares."""


def load(device: str = "cpu", threads: int = 2) -> PoseEstimator:
    """The estimator.

    Raises:
        ModelFileError: its file isn't there.
        BackendError: ultralytics isn't there, or can't use the device or the file.
    """
    return _YoloPose(yolo_pose_pass(MODEL_FILE, device, threads))


class _YoloPose:
    """The estimator with its pass."""

    def __init__(self, one_pass: YoloPosePass) -> None:
        self._pass = one_pass

    def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
        """Give each person that is asked for."""
        passes = self._pass.over([ask.picture for ask in asks])
        return [_answer(ask.where, persons) for ask, persons in zip(asks, passes, strict=True)]


def _answer(where: Region | Found, persons: Persons) -> Joints:
    wanted = _square(where)
    overlaps = [_overlap(wanted, _around(box)) for box in persons.boxes.tolist()]
    index = int(np.argmax(overlaps)) if overlaps else -1
    if persons.keypoints is None or index < 0 or overlaps[index] < _LEAST_OVERLAP:
        return Joints(np.zeros((26, 2), np.float32), np.zeros(26, np.float32), 0.0, wanted)
    keypoints = persons.keypoints[index]
    return Joints(
        joints_in_image=skeletons.positions(keypoints[:, :2], skeletons.COCO),
        scores=skeletons.scores(keypoints[:, 2].clip(0, 1), skeletons.COCO),
        presence=_presence(float(persons.scores[index])),
        follow=_around(persons.boxes[index].tolist()),
    )


def _presence(score: float) -> float:
    """Whom the network is just sure enough of to name is there with 0.5."""
    return min(1.0, 0.5 + 0.5 * (score - LEAST_SCORE) / (1 - LEAST_SCORE))


def _square(where: Region | Found) -> Region:
    return where if isinstance(where, Region) else _around(list(where.box))


def _around(box: Sequence[float]) -> Region:
    x0, y0, x1, y1 = box
    return Region((x0 + x1) / 2, (y0 + y1) / 2, max(x1 - x0, y1 - y0), 0.0)


def _overlap(one: Region, other: Region) -> float:
    """Intersection over union of two squares, as if neither were turned."""
    across = min(one.x + one.side / 2, other.x + other.side / 2) - max(one.x - one.side / 2, other.x - other.side / 2)
    along = min(one.y + one.side / 2, other.y + other.side / 2) - max(one.y - one.side / 2, other.y - other.side / 2)
    inner = max(across, 0.0) * max(along, 0.0)
    return inner / max(one.side**2 + other.side**2 - inner, 1e-9)
