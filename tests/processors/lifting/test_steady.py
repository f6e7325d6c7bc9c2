"""What is told doesn't tremble, and isn't late when it moves evenly."""

import numpy as np

from processors.lifting.steady import steadied

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def tracked(values: Floats, elapsed_s: float = 1 / 30) -> Floats:
    told, speeds, out = values[0], np.zeros_like(values[0]), []
    for value in values:
        told, speeds = steadied(told, speeds, value, elapsed_s)
        out.append(told)
    return np.array(out)


def test_an_even_motion_is_not_followed_late() -> None:
    way = np.linspace(0, 3, 90)[:, None]
    assert np.abs(tracked(way) - way)[60:].max() < 1e-3


def test_trembling_is_taken_out() -> None:
    noise = np.random.default_rng(1).normal(0, 1, (600, 5))
    some, other = (np.abs(np.diff(values, 2, axis=0)).mean() for values in (tracked(noise), noise))
    assert some < 0.9 * other


def test_no_time_changes_nothing() -> None:
    told, speeds = steadied(np.array([1.0]), np.array([2.0]), np.array([9.0]), 0.0)
    assert (told[0], speeds[0]) == (1.0, 2.0)


def test_a_gap_is_bridged() -> None:
    assert np.isclose(steadied(np.zeros(1), np.zeros(1), np.ones(1), 5.0)[0], 1.0)[0]
