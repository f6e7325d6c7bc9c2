"""How many pixels a metre is, from a body in the picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.skeleton import INDEX
from processors.geometry.body_scale import scale_of_body, settle, stature_in_image
from tests.processors.bodies import HEIGHT_M, body_in_world


@given(st.floats(10, 1000), st.floats(-500, 500))
def test_the_scale_of_a_body_is_found_wherever_it_is(scale: float, by: float) -> None:
    body = body_in_world(70)
    assert scale_of_body(scale * body[:, :2] + by, body) == pytest.approx(scale)


def test_joints_that_are_not_given_do_not_count() -> None:
    body = body_in_world(70)
    image = 300 * body[:, :2]
    image[[INDEX["left_ankle"], INDEX["left_wrist"]]] = np.nan
    assert scale_of_body(image, body) == pytest.approx(300)
    assert scale_of_body(np.full((26, 2), np.nan), body) == 0


def test_a_standing_body_is_as_tall_as_it_is() -> None:
    assert stature_in_image(body_in_world(0)) == pytest.approx(HEIGHT_M, rel=0.01)


def test_one_leg_is_enough_and_none_is_not() -> None:
    joints = body_in_world(0)
    joints[INDEX["left_knee"]] = np.nan
    assert stature_in_image(joints) == pytest.approx(HEIGHT_M, rel=0.01)
    joints[INDEX["right_ankle"]] = np.nan
    assert np.isnan(stature_in_image(joints))


def test_stature_rises_fast_and_falls_slowly() -> None:
    assert settle(0.0, 500.0, 1.0) == 500
    assert settle(500.0, 600.0, 0.4) == pytest.approx(600)
    assert settle(500.0, 300.0, 0.4) == pytest.approx(496)


@pytest.mark.parametrize("now", [float("nan"), 0.0])
def test_a_stature_that_cannot_be_measured_changes_nothing(now: float) -> None:
    assert settle(500.0, now, 0.1) == 500
    assert settle(0.0, now, 0.1) == 0


@given(st.floats(1, 1e3), st.floats(1, 1e3), st.floats(0, 30))
def test_stature_never_overshoots(before: float, now: float, elapsed_s: float) -> None:
    assert min(before, now) * 0.999999 <= settle(before, now, elapsed_s) <= max(before, now) * 1.000001
