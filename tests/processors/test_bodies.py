"""The builder's lifter is what the tests take it for: bones keep their length, feet their place, bends are as asked."""

import numpy as np
import pytest

from contracts.arrays import array
from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES
from tests.processors.bodies import HEIGHT_M, Rep, body_in_world, squat

KNEE = ANGLES.index("knee_flexion_left")


def test_bones_keep_their_length_and_ankles_their_place() -> None:
    for bend in (0.0, 60.0, 140.0):
        joints = body_in_world(bend, facing_deg=70)
        for side in ("left", "right"):
            hip, knee, ankle = (joints[INDEX[f"{side}_{name}"]] for name in ("hip", "knee", "ankle"))
            assert np.linalg.norm(hip - knee) == pytest.approx(0.245 * HEIGHT_M)
            assert np.linalg.norm(knee - ankle) == pytest.approx(0.245 * HEIGHT_M)
            assert ankle == pytest.approx(body_in_world(0, facing_deg=70)[INDEX[f"{side}_ankle"]])


def test_the_lowest_frame_is_the_true_bottom() -> None:
    recorded = squat([Rep(descent_s=1.2, ascent_s=2.0), Rep()], fps=60)
    for rep in recorded.reps:
        during = [pose for pose in recorded.poses if rep.start_s <= pose.pts <= rep.end_s]
        heights = [array(pose.body.joints_in_world, 26, 3)[INDEX["hip"], 1] for pose in during if pose.body]
        assert during[int(np.argmin(heights))].pts == pytest.approx(rep.bottom_s, abs=1 / 60)


def test_the_knees_bend_as_far_as_asked() -> None:
    bends = [array(pose.body.angles, 7)[KNEE] for pose in squat([Rep(bend_deg=123)]).poses if pose.body]
    assert max(bends) == pytest.approx(123, abs=0.2)
