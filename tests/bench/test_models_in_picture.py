"""Detectors and 2D pose models against the truth of pictures: exact answers have no error, and none is none."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from contracts.arrays import floats
from contracts.poses2d import PersonPose, Poses2d
from infra.models.backends import names
from tests.bench.accuracy_tables import picture_table
from tests.bench.made_up import FPS, FRAMES, written
from tests.bench.models_in_picture import pairs, seen
from tests.bench.truth import Truth, find


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    (only,) = find(written(tmp_path)).truths
    return only


def exact(truth: Truth, frame: int, off_px: float = 0.0) -> Poses2d:
    assert truth.pictured is not None
    joints = truth.pictured.joints_in_image[frame] + [off_px, 0.0]
    person = PersonPose(track=3, score=1.0, joints_in_image=floats(joints), joint_scores=floats([1.0] * 26))
    return Poses2d(
        session="s",
        run="r",
        frame=frame,
        pts=frame / FPS,
        people=(person,),
        lifter=3,
        lifter_box_in_image=floats(truth.pictured.lifter_box[frame]),
        width=720,
        height=1280,
    )


def test_the_truth_has_no_error_and_a_known_one_comes_out(truth: Truth) -> None:
    right = seen(truth, [exact(truth, frame) for frame in range(FRAMES)])
    assert right.counts["boxes right"] == right.counts["frames with box"] > FRAMES / 2
    assert right.counts["visible found"] == right.counts["visible"]
    assert right.errors["joints in image, %"].summary().median_abs == pytest.approx(0, abs=1e-4)
    assert truth.pictured is not None
    px = truth.pictured.height_px[0] / 50
    off = seen(truth, [exact(truth, frame, px) for frame in range(FRAMES)])
    assert off.errors["hidden joints in image, %"].summary().median_abs == pytest.approx(2, rel=0.01)


def test_nobody_found_is_told_so(truth: Truth) -> None:
    nobody = [replace(exact(truth, frame), people=(), lifter=None, lifter_box_in_image=None) for frame in range(FRAMES)]
    found = seen(truth, nobody)
    assert (found.counts["boxes right"], found.counts["visible found"], found.counts["frames followed"]) == (0, 0, 0)
    assert picture_table([found]).row_count == 2


def test_every_model_is_looked_at() -> None:
    assert {detector for detector, _ in pairs()} == set(names("detectors"))
    assert {pose for _, pose in pairs()} == set(names("pose2d"))
