"""What the lifter's network says of a frame: means and logarithms of spreads, in body heights and right angles."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contracts.vocabulary import ANGLES

Floats = NDArray[np.float64]

JOINTS: Final = 78
"""Numbers for joints: x to the camera's right, y up, z towards the camera, from the mid-hip."""
VALUES: Final = JOINTS + len(ANGLES) + 2
"""Joints, angles, depth margin, height of the mid-hip over the floor."""
DEG_PER_UNIT: Final = 90.0


class Answer(NamedTuple):
    """One frame, in body heights and degrees."""

    joints: Floats
    """(26, 3)"""
    joints_std: Floats
    angles_deg: Floats
    """(7,)"""
    angles_std_deg: Floats
    margin: float
    margin_std: float
    hip_height: float
    hip_height_std: float


def answer(values: Floats, spreads: Floats) -> Answer:
    """Read the network's values and spreads, (VALUES,) each."""
    angles = slice(JOINTS, JOINTS + len(ANGLES))
    return Answer(
        joints=values[:JOINTS].reshape(26, 3),
        joints_std=spreads[:JOINTS].reshape(26, 3),
        angles_deg=DEG_PER_UNIT * values[angles],
        angles_std_deg=DEG_PER_UNIT * spreads[angles],
        margin=float(values[-2]),
        margin_std=float(spreads[-2]),
        hip_height=float(values[-1]),
        hip_height_std=float(spreads[-1]),
    )
