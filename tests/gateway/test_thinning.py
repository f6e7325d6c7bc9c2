"""Thinning lines for drawing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from gateway.thinning import kept


@given(size=some.integers(0, 300), at_most=some.integers(3, 50))
def test_what_is_kept_ascends_and_has_both_ends(size: int, at_most: int) -> None:
    times_s = np.arange(size, dtype=np.float64)
    at = kept(times_s, np.random.default_rng(size).normal(size=(size, 7)).astype(np.float32), at_most)
    assert len(at) == min(size, at_most)
    assert (np.diff(at) > 0).all()
    if size:
        assert (at[0], at[-1]) == (0, size - 1)


@pytest.mark.parametrize("line", range(7))
def test_a_peak_of_any_line_is_kept(line: int) -> None:
    lines = np.zeros((36_000, 7), np.float32)
    lines[20_011, line] = 50
    assert 20_011 in kept(np.arange(36_000) / 60, lines, 2000)


def test_gaps_are_no_deviation() -> None:
    lines = np.full((1000, 7), np.nan, np.float32)
    lines[500, 3] = 9
    assert 500 in kept(np.arange(1000, dtype=np.float64), lines, 20)
