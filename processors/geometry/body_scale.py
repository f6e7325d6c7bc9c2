"""How tall the lifter is in the picture, and so how many pixels a metre is.

Legs and trunk add up to a known share of a body's height. Source of the shares: Drillis and Contini, Body segment
parameters, 1966 (shank 0.246, thigh 0.245, hip to shoulder 0.288 of the height).
"""

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX

HEIGHT_UNLESS_TOLD_M = 1.72
LEG_BONE = 0.245
"""Length of a shank or a thigh, in body heights."""
LEGS_AND_TRUNK = 0.779
_RISE_S, _FALL_S = 0.4, 20.0
"""Time constants: a body can't look longer than it is, but it looks shorter whenever it folds up."""

_STEADY = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("shoulder", "hip", "knee", "ankle")]


def scale_of_body(joints_in_image: NDArray[np.float64], joints_in_body: NDArray[np.float64]) -> float:
    """Give the scale at which the body's x and y (26, 3) lie best on the picture's (26, 2), px per unit; 0: no telling.

    Trunk and legs count; NaN where the picture's joints aren't given.
    """
    given = [joint for joint in _STEADY if np.isfinite(joints_in_image[joint]).all()]
    if not given:
        return 0.0
    image = joints_in_image[given] - joints_in_image[given].mean(axis=0)
    body = joints_in_body[given, :2] - joints_in_body[given, :2].mean(axis=0)
    return float((image * body).sum() / max(float((body * body).sum()), 1e-9))


def stature_in_image(joints: NDArray[np.float64]) -> float:
    """Estimate the body's height from legs and trunk of (26, 3) joints, in their own unit.

    Returns:
        NaN unless the trunk and at least one leg are given.
    """

    def length(above: str, below: str) -> float:
        return float(np.linalg.norm(joints[INDEX[above]] - joints[INDEX[below]]))

    legs = [length(f"{s}_hip", f"{s}_knee") + length(f"{s}_knee", f"{s}_ankle") for s in ("left", "right")]
    known = [leg for leg in legs if np.isfinite(leg)]
    return (float(np.mean(known)) + length("neck", "hip")) / LEGS_AND_TRUNK if known else float("nan")


def settle(before: float, now: float, elapsed_s: float) -> float:
    """Follow the stature: quickly upwards, slowly downwards; 0 is unknown, and so is a measurement that is NaN."""
    if not now > 0:
        return before
    if before <= 0:
        return now
    time_constant_s = _RISE_S if now > before else _FALL_S
    return before + (now - before) * min(1.0, elapsed_s / time_constant_s)
