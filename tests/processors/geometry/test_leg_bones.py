"""Bones of the legs get the length that they lack, in depth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.skeleton import INDEX
from processors.geometry.leg_bones import keep_leg_length
from tests.processors.bodies import HEIGHT_M, Floats, body_in_world

LEAST_M = 0.85 * 0.245 * HEIGHT_M
BONES = [
    (f"{side}_{above}", f"{side}_{below}")
    for side in ("left", "right")
    for above, below in (("hip", "knee"), ("knee", "ankle"))
]


def seen(bend: float, facing: float) -> Floats:
    """A body as a camera sees it: y down, z away."""
    return np.asarray(body_in_world(bend, facing_deg=facing) * np.array([1.0, -1.0, -1.0]))


def lengths_m(joints: Floats) -> Floats:
    return np.array([np.linalg.norm(joints[INDEX[a]] - joints[INDEX[b]]) for a, b in BONES])


def test_legs_that_are_long_enough_stay_as_they_are() -> None:
    joints = seen(90, 40)
    assert np.array_equal(keep_leg_length(joints, HEIGHT_M), joints)


@settings(max_examples=60)
@given(st.floats(0, 150), st.floats(-90, 90), st.floats(0, 1))
def test_every_bone_has_its_least_length_and_keeps_its_place_in_the_picture(
    bend: float, facing: float, depth: float
) -> None:
    flat = seen(bend, facing) * np.array([1.0, 1.0, depth])
    kept = keep_leg_length(flat, HEIGHT_M)
    assert lengths_m(kept).min() >= LEAST_M - 1e-9
    assert np.array_equal(kept[:, :2], flat[:, :2])
    assert kept[INDEX["left_hip"]] == pytest.approx(flat[INDEX["left_hip"]])


def test_a_knee_comes_forward_and_the_foot_goes_with_the_ankle() -> None:
    joints = seen(130, 0) * np.array([1.0, 1.0, 0.5])
    kept = keep_leg_length(joints, HEIGHT_M)
    assert kept[INDEX["left_knee"], 2] < joints[INDEX["left_knee"], 2], "towards the camera, where it already was"
    foot = INDEX["left_big_toe"], INDEX["left_ankle"]
    assert kept[foot[0]] - kept[foot[1]] == pytest.approx(joints[foot[0]] - joints[foot[1]])


def test_it_gives_a_copy() -> None:
    joints = seen(130, 0) * np.array([1.0, 1.0, 0.0])
    before = joints.copy()
    keep_leg_length(joints, HEIGHT_M)
    assert np.array_equal(joints, before)


def test_a_knee_that_is_not_given_takes_nothing_else_with_it() -> None:
    joints = seen(130, 0) * np.array([1.0, 1.0, 0.0])
    joints[INDEX["left_knee"]] = np.nan
    kept = keep_leg_length(joints, HEIGHT_M)
    assert np.isfinite(np.delete(kept, INDEX["left_knee"], axis=0)).all()
