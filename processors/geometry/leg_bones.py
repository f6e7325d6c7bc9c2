"""Thighs and shanks keep their length: what a bone lacks lies in depth, on the side where the leg already bends."""

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX
from processors.geometry.body_scale import LEG_BONE

_SCATTER = 0.85
"""A bone may come out this much of its length before depth is added: people and detectors differ by less."""


def keep_leg_length(joints: NDArray[np.float64], height_m: float) -> NDArray[np.float64]:
    """Give the joints with bones of the legs stretched in depth where they are too short.

    Args:
        joints: (26, 3), m; x and y as seen, z away from the camera; NaN where a joint isn't given. Hips stay, what is
            below a lengthened bone goes with it.
        height_m: the lifter's height.

    Returns:
        (26, 3), m, a copy.
    """
    joints = joints.copy()
    least = _SCATTER * LEG_BONE * height_m
    for side in ("left", "right"):
        hip, knee, ankle = (INDEX[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
        thigh, shank = joints[hip] - joints[knee], joints[ankle] - joints[knee]
        forwards = 1.0 if thigh[2] + shank[2] >= 0 else -1.0
        foot = [INDEX[f"{side}_{name}"] for name in ("ankle", "big_toe", "small_toe", "heel")]
        joints[[knee, *foot], 2] -= _missing_depth(thigh, least, forwards)
        joints[foot, 2] += _missing_depth(shank, least, forwards)
    return joints


def shank_shortness(joints: NDArray[np.float64], stature: float) -> float:
    """Give the share of their length that both shanks lack on average, 0..1; NaN where they aren't given.

    Args:
        joints: (26, 3), before any stretching, in the unit of `stature`.
        stature: the body's height.
    """
    lengths = [
        np.linalg.norm(joints[INDEX[f"{side}_knee"]] - joints[INDEX[f"{side}_ankle"]]) for side in ("left", "right")
    ]
    return float(np.clip(1 - np.mean(lengths) / (LEG_BONE * stature), 0, 1)) if stature > 0 else float("nan")


def _missing_depth(bone: NDArray[np.float64], least: float, side: float) -> float:
    """Give how much depth must be added to a bone for it to be `least` long, m; 0 if it is long enough or not known."""
    if not np.linalg.norm(bone) < least:
        return 0.0
    across = float(bone[0] ** 2 + bone[1] ** 2)
    return side * float(np.sqrt(max(least**2 - across, 0.0))) - float(bone[2])
