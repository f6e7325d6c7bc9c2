"""Smoothing over time without looking ahead: the 1 Euro filter, strong on what stands still, light on what moves.

Source: Casiez, Roussel, Vogel: 1 Euro Filter, CHI 2012.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Smoothed(NamedTuple):
    """The filter's memory; arrays of one shape, in the signal's unit and that unit per second."""

    value: Floats
    speed: Floats


def smooth(
    before: Smoothed | None, value: Floats, elapsed_s: float, *, cutoff_hz: float, cutoff_per_speed: float
) -> Smoothed:
    """Take in the next value.

    Args:
        before: the memory; None at the start.
        value: the measurement, any shape; where it is NaN the memory stays as it is.
        elapsed_s: time since the last value; 0 or less starts anew.
        cutoff_hz: cut-off frequency of what stands still.
        cutoff_per_speed: by how many hertz it rises for each unit per second.
    """
    if before is None or elapsed_s <= 0:
        return Smoothed(value, np.zeros_like(value))
    known = np.where(np.isnan(value), before.value, value)
    previous = np.where(np.isnan(before.value), known, before.value)
    speed = before.speed + _share(np.ones_like(known), elapsed_s) * ((known - previous) / elapsed_s - before.speed)
    speed = np.where(np.isnan(speed), 0.0, speed)
    share = _share(cutoff_hz + cutoff_per_speed * np.abs(speed), elapsed_s)
    return Smoothed(previous + share * (known - previous), speed)


def _share(cutoff_hz: Floats, elapsed_s: float) -> Floats:
    """Give the share of the way to a new value that a low-pass goes in one step."""
    turn = 2 * np.pi * cutoff_hz * elapsed_s
    return np.asarray(turn / (turn + 1))
