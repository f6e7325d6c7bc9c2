"""The world's axes from the direction of gravity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.geometry.upright import GRAVITY_UNLESS_TOLD, Floats, world_from_camera

TILT = st.floats(-60, 60)


def gravity(pitch_deg: float, roll_deg: float) -> Floats:
    """Gravity in a camera that looks down by `pitch_deg` and is turned clockwise by `roll_deg`."""
    pitch, roll = np.radians([pitch_deg, roll_deg])
    down = np.array([0.0, np.cos(pitch), np.sin(pitch)])
    turn = np.array([[np.cos(roll), np.sin(roll), 0], [-np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.asarray(turn @ down)


def test_a_level_camera_only_flips_the_picture() -> None:
    assert world_from_camera(np.array(GRAVITY_UNLESS_TOLD)) == pytest.approx(np.diag([1.0, -1.0, -1.0]))


@given(TILT, TILT, st.floats(0.1, 20))
def test_it_is_a_rotation_that_puts_up_up(pitch: float, roll: float, length: float) -> None:
    rotation = world_from_camera(length * gravity(pitch, roll))
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(rotation) == pytest.approx(1)
    assert rotation @ gravity(pitch, roll) == pytest.approx([0, -1, 0], abs=1e-9)


@given(TILT, TILT)
def test_the_camera_looks_along_minus_z_and_x_is_to_its_right(pitch: float, roll: float) -> None:
    rotation = world_from_camera(gravity(pitch, roll))
    looks = rotation @ np.array([0.0, 0.0, 1.0])
    assert looks[0] == pytest.approx(0, abs=1e-9)
    assert looks[2] < 0
    assert (rotation @ np.array([1.0, 0.0, 0.0]))[0] > 0


@pytest.mark.parametrize("pitch_deg", [-25.0, 10.0, 40.0])
def test_a_camera_that_looks_down_sees_the_floor_rise_in_the_picture(pitch_deg: float) -> None:
    axis_in_world = world_from_camera(gravity(pitch_deg, 0)) @ np.array([0.0, 0.0, 1.0])
    assert np.degrees(np.arcsin(-axis_in_world[1])) == pytest.approx(pitch_deg)
