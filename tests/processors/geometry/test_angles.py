"""Joint angles against poses made by hand, and against the studio's exact truth."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES
from processors.geometry.angles import angles_deg, flexion_deg
from processors.geometry.depth import depth_margin_m
from tests.processors.bodies import about_y, body_in_world

BEND = st.floats(0, 150)
STUDIO = {
    "knee_flexion_left": "left_knee_flexion_deg",
    "knee_flexion_right": "right_knee_flexion_deg",
    "hip_flexion_left": "left_hip_flexion_deg",
    "hip_flexion_right": "right_hip_flexion_deg",
    "elbow_flexion_left": "left_elbow_flexion_deg",
    "elbow_flexion_right": "right_elbow_flexion_deg",
    "trunk_lean": "trunk_lean_deg",
}


def angle(name: str, joints: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    return float(angles_deg(joints)[[*ANGLES].index(name)])  # type: ignore[arg-type] # any name may be asked for


def test_a_limb_is_straight_bent_or_folded() -> None:
    above, joint = np.array([0.0, 1.0, 0.0]), np.zeros(3)
    assert flexion_deg(above, joint, np.array([0.0, -2.0, 0.0])) == pytest.approx(0)
    assert flexion_deg(above, joint, np.array([0.0, 0.0, 0.5])) == pytest.approx(90)
    assert flexion_deg(above, joint, np.array([0.0, 3.0, 0.0])) == pytest.approx(180)


def test_who_stands_straight_has_no_bend() -> None:
    joints = body_in_world(0.0, lean_deg=0)
    for name in ("knee_flexion_left", "knee_flexion_right", "hip_flexion_left", "hip_flexion_right", "trunk_lean"):
        assert angle(name, joints) == pytest.approx(0, abs=1e-5)


def test_each_side_has_its_own_angle() -> None:
    joints = body_in_world(0.0, lean_deg=0)
    shank = joints[INDEX["left_ankle"]] - joints[INDEX["left_knee"]]
    joints[INDEX["left_ankle"]] = joints[INDEX["left_knee"]] + [0, 0, -np.linalg.norm(shank)]
    joints[INDEX["right_wrist"]] = 2 * joints[INDEX["right_elbow"]] - joints[INDEX["right_shoulder"]]
    assert angle("knee_flexion_left", joints) == pytest.approx(90)
    assert angle("knee_flexion_right", joints) == pytest.approx(0, abs=1e-5)
    assert angle("elbow_flexion_right", joints) == pytest.approx(0, abs=1e-5)
    assert angle("elbow_flexion_left", joints) > 90


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("thigh_deg", [-20, 0, 30, 90, 120])
def test_hips_bend_forwards_and_stretch_backwards(side: str, thigh_deg: float) -> None:
    joints = body_in_world(0.0, lean_deg=0, facing_deg=35)
    reach = np.array([0.0, -np.cos(np.radians(thigh_deg)), np.sin(np.radians(thigh_deg))])
    joints[INDEX[f"{side}_knee"]] = joints[INDEX[f"{side}_hip"]] + 0.4 * about_y(35) @ reach
    assert angle(f"hip_flexion_{side}", joints) == pytest.approx(thigh_deg, abs=1e-5)


def test_hips_are_seen_from_the_side() -> None:
    joints = body_in_world(0.0, lean_deg=0)
    joints[INDEX["left_knee"], 0] += 0.3
    assert angle("hip_flexion_left", joints) == pytest.approx(0, abs=1e-5), "a knee that points outwards bends no hip"


@given(BEND, st.floats(0, 60))
def test_the_trunk_leans_by_what_it_was_bent(bend: float, lean: float) -> None:
    assert angle("trunk_lean", body_in_world(bend, lean_deg=lean)) == pytest.approx(lean, abs=1e-4)


@given(BEND, st.floats(-180, 180), st.floats(0.1, 10), st.tuples(*[st.floats(-5, 5)] * 3))
def test_turning_moving_and_growing_change_no_angle(
    bend: float, turn: float, scale: float, by: tuple[float, float, float]
) -> None:
    joints = body_in_world(bend)
    changed = scale * joints @ about_y(turn).T + np.array(by)
    assert angles_deg(changed) == pytest.approx(angles_deg(joints), abs=1e-3)


@pytest.mark.parametrize("joint", ["left_hip", "left_knee", "neck", "right_wrist"])
def test_a_joint_that_is_not_given_leaves_its_angles_open(joint: str) -> None:
    joints = body_in_world(60.0)
    joints[INDEX[joint]] = np.nan
    unknown = {name for name, value in zip(ANGLES, angles_deg(joints), strict=True) if np.isnan(value)}
    assert (
        unknown
        == {
            # The axis through both hips tells where the side is, for both of them.
            "left_hip": {"knee_flexion_left", "hip_flexion_left", "hip_flexion_right"},
            "left_knee": {"knee_flexion_left", "hip_flexion_left"},
            "neck": {"trunk_lean"},
            "right_wrist": {"elbow_flexion_right"},
        }[joint]
    )


def test_two_joints_in_one_place_have_no_angle() -> None:
    assert np.isnan(flexion_deg(np.zeros(3), np.zeros(3), np.ones(3)))


def test_a_deep_squat_is_deep_enough_and_a_high_one_is_not() -> None:
    assert depth_margin_m(body_in_world(150), 1.76) < -0.05
    assert depth_margin_m(body_in_world(100), 1.76) > 0.05


@settings(max_examples=50)
@given(BEND, st.floats(-180, 180), st.tuples(*[st.floats(-5, 5)] * 3))
def test_turning_and_moving_change_no_depth(bend: float, turn: float, by: tuple[float, float, float]) -> None:
    joints = body_in_world(bend)
    assert depth_margin_m(joints @ about_y(turn).T + np.array(by), 1.76) == pytest.approx(depth_margin_m(joints, 1.76))


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_worse_side_counts(side: str) -> None:
    joints = body_in_world(150)
    joints[INDEX[f"{side}_knee"], 1] -= 0.2
    assert depth_margin_m(joints, 1.76) > 0.05
    joints[INDEX[f"{side}_knee"]] = np.nan
    assert np.isnan(depth_margin_m(joints, 1.76)), "the side that isn't known may be the worse one"


def test_exact_bodies_give_the_exact_angles_and_depth(shared: Path) -> None:
    truth = json.loads((shared / "data" / "studio" / "squat_clean.json").read_text())
    bodies = np.array(truth["joints_in_world"])
    found = np.array([angles_deg(joints) for joints in bodies])
    exact = np.array([truth["angles"][STUDIO[name]] for name in ANGLES]).T
    assert np.abs(found - exact).max() < 0.05
    margins = np.array([depth_margin_m(joints, truth["lifter_height_m"]) for joints in bodies])
    assert np.abs(margins - np.array(truth["depth_margin_m"])).max() < 0.016
