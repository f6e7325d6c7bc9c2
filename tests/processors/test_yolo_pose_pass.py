"""YOLO-pose finds people and joints in one pass: whoever asks, it is run once a picture."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from processors.picture import Picture
from processors.pose2d import Ask
from processors.yolo_network import Persons, YoloNetwork
from processors.yolo_pose_pass import YoloPosePass
from tests.processors.sights import frame_of_clip
from tests.processors.weights import loaded


@pytest.mark.usefixtures("weights")
def test_detector_and_pose_ask_it_once(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    detector, estimator = loaded("detectors", "yolo_pose"), loaded("pose2d", "yolo_pose")
    run, pictures = YoloNetwork.run, list[Picture]()

    def counted(self: YoloNetwork, asked: Sequence[Picture]) -> list[Persons]:
        pictures.extend(asked)
        return run(self, asked)

    monkeypatch.setattr(YoloNetwork, "run", counted)
    picture = frame_of_clip(shared / "data" / "studio" / "squat_woman.mp4", 0)
    (found,) = detector.detect([picture])[0]
    joints = estimator.estimate([Ask(picture, found)])[0]
    followed = estimator.estimate([Ask(picture, joints.follow)])[0]
    assert followed.presence == pytest.approx(joints.presence)
    assert pictures == [picture]


def test_each_picture_is_looked_at_once_in_whatever_batches() -> None:
    class Counts:
        def __init__(self) -> None:
            self.asked: list[int] = []

        def run(self, pictures: Sequence[Picture]) -> list[Persons]:
            self.asked.append(len(pictures))
            return [Persons(np.zeros((0, 4)), np.zeros(0), None) for _ in pictures]

    network = Counts()
    one_pass = YoloPosePass(network, "counts")  # type: ignore[arg-type] # it counts, and sees nobody
    first, second = (Picture(bgr=np.zeros((8, 8, 3), np.uint8)) for _ in range(2))
    assert len(one_pass.over([first, first])) == 2
    assert len(one_pass.over([second, first])) == 2
    assert network.asked == [1, 1]
