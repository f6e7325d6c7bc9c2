"""When a squat begins and when it is at its bottom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from processors.judging.moments import bottom_s, start_s

Floats = NDArray[np.float64]


def rep(fps: float, down_s: float = 1.4, up_s: float = 1.4, *, noise_m: float = 0.0) -> tuple[Floats, Floats]:
    """A second of standing, down by half a metre, up again, a second of standing; times and heights."""
    times = np.arange(0, 2 + down_s + up_s, 1 / fps)
    noise = noise_m * np.random.default_rng(0).normal(0, 1, len(times))
    return np.asarray(times, np.float64), np.asarray(np.interp(times, *_path(down_s, up_s)) + noise, np.float64)


def _path(down_s: float, up_s: float) -> tuple[Floats, Floats]:
    part = np.linspace(0, 1, 500)
    way = 0.5 * part**3 * (10 - 15 * part + 6 * part**2)
    return (
        np.concatenate([[0.0], 1 + down_s * part, 1 + down_s + up_s * part, [9.0]]),
        np.concatenate([[1.0], 1 - way, 0.5 + way, [1.0]]),
    )


@pytest.mark.parametrize("fps", [24.0, 30.0, 59.858, 120.0])
def test_an_even_rep_is_dated_between_frames(fps: float) -> None:
    times, heights = rep(fps)
    assert bottom_s(times, heights) == pytest.approx(2.4, abs=0.005)
    assert start_s(times, heights, 1.2) == pytest.approx(1.0, abs=0.12)


@given(st.floats(0, 1 / 30))
def test_the_bottom_does_not_hang_on_when_frames_are_taken(by_s: float) -> None:
    times, _ = rep(30.0)
    path = _path(1.4, 1.4)
    assert bottom_s(times, np.interp(times + by_s, *path)) == pytest.approx(2.4 - by_s, abs=0.005)


def test_noise_moves_the_bottom_little() -> None:
    times, heights = rep(30.0, noise_m=0.01)
    assert abs(bottom_s(times, heights) - 2.4) < 0.05


def test_frames_too_few_for_a_parabola_give_the_lowest() -> None:
    assert bottom_s(np.array([0.0, 0.5, 1.0]), np.array([1.0, 0.4, 1.0])) == 0.5


def test_a_path_without_a_valley_gives_the_lowest() -> None:
    times = np.linspace(0, 1, 20)
    assert bottom_s(times, 1 - times) == pytest.approx(1.0)


def test_a_start_is_never_later_than_when_it_was_told() -> None:
    times, heights = rep(30.0)
    assert start_s(times, heights, 0.5) <= 0.5
    assert start_s(times[25:], heights[25:], 1.2) >= times[25]
