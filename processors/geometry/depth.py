"""How deep a squat is: the hip crease against the top of the knee, from joint centres with fixed offsets.

The offsets are shares of the body's height: the crease lies 4.2 % of it from the hip joint's centre towards the front
of the thigh, the top of the knee 3.2 % of it above the knee joint's centre.
"""

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX

CREASE_OFFSET = 0.042
KNEE_TOP_OFFSET = 0.032


def depth_margin_m(joints_in_world: NDArray[np.float64], height_m: float) -> float:
    """Compute the crease's height above the top of the knee, m, worse side; negative is deep enough.

    Args:
        joints_in_world: (26, 3), m, y up; NaN where a joint isn't given.
        height_m: the lifter's height.

    Returns:
        NaN if a hip or a knee isn't given: the worse side may be the one that isn't known.
    """
    return float(np.max([_margin_m(joints_in_world, side, height_m) for side in ("left", "right")]))


def _margin_m(joints: NDArray[np.float64], side: str, height_m: float) -> float:
    hip, knee = joints[INDEX[f"{side}_hip"]], joints[INDEX[f"{side}_knee"]]
    thigh = knee - hip
    length = max(float(np.linalg.norm(thigh)), 1e-9)
    # The front of a thigh that points down and forward looks up: its share of upright grows as the thigh gets level.
    front_up = float(np.hypot(thigh[0], thigh[2])) / length
    return float(hip[1] - knee[1] + height_m * (CREASE_OFFSET * front_up - KNEE_TOP_OFFSET))
