"""Bodies that never were: lengths of bones as shares of the body's height, men and women, with real variation.

Means follow Drillis and Contini, Body segment parameters, 1966, and joint centres as 3D truths define them; the spread
is wider than between people, because truths define joints differently (a rig's hip, a marker set's hip).
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHORTEST_M, TALLEST_M = 1.50, 2.05

_LENGTHS: Final[dict[str, tuple[float, float, float]]] = {
    # Mean, what women have more, spread; shares of the height.
    "thigh": (0.242, 0.000, 0.010),
    "shank": (0.247, -0.003, 0.010),
    "hips": (0.057, 0.002, 0.007),
    "trunk": (0.284, 0.000, 0.012),
    "shoulders": (0.108, -0.008, 0.008),
    "shoulders_up": (0.000, 0.000, 0.008),
    "shoulders_ahead": (0.000, 0.000, 0.012),
    "upper_arm": (0.155, 0.000, 0.011),
    "forearm": (0.152, -0.002, 0.011),
    "neck_over_shoulders": (0.038, 0.000, 0.020),
    "ankle": (0.046, 0.000, 0.004),
    "foot": (0.118, -0.003, 0.008),
    "heel": (0.035, 0.000, 0.008),
    "head": (1.060, 0.000, 0.080),
}


class Bodies(NamedTuple):
    """Bodies of several sessions, (n,) each."""

    height_m: Floats
    lengths: dict[str, Floats]
    """Shares of the height; `hips` and `shoulders` are half their width, `head` scales the head's points."""


def draw(rng: np.random.Generator, count: int) -> Bodies:
    """Draw so many bodies."""
    women = rng.random(count) < 0.4
    usual_m = np.where(women, 1.65, 1.78)
    height_m = np.clip(usual_m + rng.normal(0, 0.09, count), SHORTEST_M, TALLEST_M)
    lengths = {
        name: mean + more * women + rng.normal(0, spread, count) for name, (mean, more, spread) in _LENGTHS.items()
    }
    return Bodies(height_m, lengths)
