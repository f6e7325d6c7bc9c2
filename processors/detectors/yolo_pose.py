"""YOLO-pose (ultralytics, 640 px) as a detector: the pass that finds joints finds the people too.

With `--pose yolo_pose` it costs nothing: that pass is run once for both.
"""

from collections.abc import Sequence
from typing import Final

from processors.detectors import Detector, Found
from processors.detectors.yolo import found
from processors.picture import Picture
from processors.yolo_pose_pass import YoloPosePass, yolo_pose_pass

MODEL_FILE: Final = "yolov8n_pose"
"""Its weights' name in the manifest."""
REVISION: Final = 1
"""Counted up whenever this code gives other answers."""
EXTRA: Final = "ultralytics"
DEVICES: Final = ("cpu", "cuda")
TOLERANCE: Final = 0.5
"""px, of answers to a batch from those to each picture alone, where torch runs it."""


def load(device: str = "cpu", threads: int = 2) -> Detector:
    """The detector.

    Raises:
        ModelFileError: its file isn't there.
        BackendError: ultralytics isn't there, or can't use the device or the file.
    """
    return _YoloPose(yolo_pose_pass(MODEL_FILE, device, threads))


class _YoloPose:
    """The detector with its pass."""

    def __init__(self, one_pass: YoloPosePass) -> None:
        self._pass = one_pass

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        """Find the people in each picture, best first."""
        return [found(persons) for persons in self._pass.over(pictures)]
