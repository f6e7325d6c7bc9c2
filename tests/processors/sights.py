"""Builders of frames and of models that see what a script tells them: small real backends of the two Protocols."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from contracts.arrays import array, floats
from contracts.detections import Detections, Person
from contracts.event import FrameRef
from contracts.frames import FrameHeader
from contracts.skeleton import INDEX
from processors.detectors import Found
from processors.picture import Picture
from processors.pose2d import Ask, Joints
from processors.region import Region
from processors.stage import Shot, Sighting
from tests.processors.scenes import standing

WIDTH, HEIGHT = 640, 480
Box = tuple[float, float, float, float]


def box(x: float, size: float = 240.0) -> Box:
    """Somebody whose middle is at `x` in the middle of the picture."""
    return (x - size / 4, HEIGHT / 2 - size / 2, x + size / 4, HEIGHT / 2 + size / 2)


def shot(frame: int, fps: float = 30.0) -> Shot:
    """A frame whose picture's first pixel tells its index, so that a scripted model knows where it is."""
    pixels = np.zeros((1, 1, 3), np.uint8)
    pixels[0, 0] = frame // 256, frame % 256, 0
    header = FrameHeader(
        session="s", frame=frame, pts=frame / fps, captured_at=5.0, received_at=6.0, width=WIDTH, height=HEIGHT
    )
    return Shot(header, Picture(bgr=pixels), FrameRef(partition=1, offset=frame))


def frame_of_clip(path: Path, wanted: int) -> Picture:
    """One shown frame of a clip."""
    import av

    with av.open(str(path)) as opened:
        for index, frame in enumerate(opened.decode(video=0)):
            if index == wanted:
                return Picture(bgr=np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
    raise AssertionError(f"{path} has no frame {wanted}")


def frame_of(picture: Picture) -> int:
    return int(picture.bgr[0, 0, 0]) * 256 + int(picture.bgr[0, 0, 1])


class ScriptedDetector:
    """Sees the boxes that `script` names for each frame."""

    def __init__(self, script: Callable[[int], Sequence[Box]]) -> None:
        self._script = script
        self.looks: list[int] = []

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        frames = [frame_of(picture) for picture in pictures]
        self.looks += frames
        return [[Found(one, 0.9) for one in self._script(frame)] for frame in frames]


class ScriptedEstimator:
    """Sees people where `script` says they are in each frame: x of the middle, and height of hips and hands, px.

    Asked about a place, it answers with the person nearest to it, if one is near.
    """

    def __init__(self, script: Callable[[int], Sequence[tuple[float, float, float]]]) -> None:
        self._script = script

    def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
        return [self._estimate(frame_of(ask.picture), _middle(ask.where)) for ask in asks]

    def _estimate(self, frame: int, x: float) -> Joints:
        near = [one for one in self._script(frame) if abs(one[0] - x) < 60]
        at_x, hips_down, hands_down = min(near, key=lambda one: abs(one[0] - x), default=(x, 0.0, 0.0))
        joints = standing(WIDTH, HEIGHT, at_x / WIDTH)
        joints[:, 1] += hips_down
        for side in ("left", "right"):
            joints[INDEX[f"{side}_wrist"], 1] += hands_down - hips_down
        region = Region(at_x, HEIGHT / 2, 300.0, 0.0)
        return Joints(joints, np.full(26, 0.9, np.float32), 0.9 if near else 0.1, region)


def sighting(frame: int, *people: tuple[int, float], looked: bool = True, dropped: bool = False) -> Sighting:
    """A frame and the people, track and x, whom the detector saw in it."""
    seen = Detections(
        session="s",
        run="r",
        frame=frame,
        pts=frame / 30,
        people=tuple(Person(track=track, box_in_image=floats(box(x)), score=0.9) for track, x in people),
        looked=looked,
        dropped=dropped,
        width=WIDTH,
        height=HEIGHT,
    )
    return Sighting(seen, shot(frame))


def _middle(where: Region | Found) -> float:
    return where.x if isinstance(where, Region) else (where.box[0] + where.box[2]) / 2


def x_of(joints_in_image: bytes) -> float:
    return float(array(joints_in_image, 26, 2)[INDEX["hip"], 0])
