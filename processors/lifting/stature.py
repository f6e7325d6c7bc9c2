"""How tall the body looks, over time: it can't look longer than it is, but shorter whenever it folds up.

As `geometry.body_scale`, but for many sessions at once, and a joint that is told far off for a moment hardly counts.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX
from processors.geometry.body_scale import LEGS_AND_TRUNK

Floats = NDArray[np.float64]

_RISE_S, _FALL_S = 0.6, 8.0
_MOST_GROWTH: Final = 1.15
"""What looks taller than this many times what is known counts as this."""


def statures(joints: Floats, scores: Floats) -> Floats:
    """Estimate heights (...,) from legs and trunk of joints (..., 26, 2), in their unit; NaN: they aren't given."""
    known = np.where(scores[..., None] > 0, joints, np.nan)

    def length(above: str, below: str) -> Floats:
        return np.asarray(np.linalg.norm(known[..., INDEX[above], :] - known[..., INDEX[below], :], axis=-1))

    legs = np.stack([length(f"{s}_hip", f"{s}_knee") + length(f"{s}_knee", f"{s}_ankle") for s in ("left", "right")])
    given = np.isfinite(legs)
    leg = np.where(given, legs, 0).sum(axis=0) / np.maximum(given.sum(axis=0), 1)
    return np.where(given.any(axis=0), (leg + length("neck", "hip")) / LEGS_AND_TRUNK, np.nan)


def follow(before: Floats, now: Floats, elapsed_s: Floats) -> Floats:
    """Follow the stature, (n,) each; 0 is unknown, and so is a measurement that is NaN."""
    known = np.where(now > 0, np.minimum(now, np.where(before > 0, _MOST_GROWTH * before, now)), before)
    time_s = np.where(known > before, _RISE_S, _FALL_S)
    share = np.where(before > 0, np.clip(elapsed_s / time_s, 0, 1), 1.0)
    return np.asarray(before + share * (known - before))
