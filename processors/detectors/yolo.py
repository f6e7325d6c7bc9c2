"""YOLO (ultralytics, 640 px, COCO's 80 kinds of things): a box for each person in the picture, in one pass."""

from collections.abc import Sequence
from typing import Final

from processors.detectors import Detector, Found
from processors.model_files import path_of
from processors.picture import Picture
from processors.yolo_network import Persons, YoloNetwork

MODEL_FILE: Final = "yolov8n"
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
    return _Yolo(YoloNetwork(path_of(MODEL_FILE), "detect", device, threads))


class _Yolo:
    """The detector with its network."""

    def __init__(self, network: YoloNetwork) -> None:
        self._network = network

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        """Find the people in each picture, best first."""
        return [found(persons) for persons in self._network.run(pictures)]


def found(persons: Persons) -> list[Found]:
    """Give people as the stage `detect` wants them; a box of no size is nobody."""
    boxes, scores = persons.boxes.tolist(), persons.scores.tolist()
    return [
        Found((x0, y0, x1, y1), score)
        for (x0, y0, x1, y1), score in zip(boxes, scores, strict=True)
        if x0 < x1 and y0 < y1
    ]
