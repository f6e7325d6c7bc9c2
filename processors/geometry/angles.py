"""Joint angles of a body, as people who coach lifts state them: 0 is straight, 0 is standing upright."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES, Angle

Floats = NDArray[np.float64]

_MOST_STRETCHED_DEG: Final = 45.0
"""No thigh goes further behind the trunk: a larger angle that seems to is bent, with left and right hip mistaken."""


def angles_deg(joints_in_world: Floats) -> Floats:
    """Compute all angles of `contracts.vocabulary.ANGLES`.

    Args:
        joints_in_world: (26, 3), m, y up; NaN where a joint isn't given.

    Returns:
        (7,), degrees; NaN where a joint that it needs isn't given.
    """
    return np.array([_angle(name, joints_in_world) for name in ANGLES])


def _angle(name: Angle, joints: Floats) -> float:
    kind, _, side = name.rpartition("_")
    if kind == "knee_flexion":
        return flexion_deg(*(joints[INDEX[f"{side}_{joint}"]] for joint in ("hip", "knee", "ankle")))
    if kind == "elbow_flexion":
        return flexion_deg(*(joints[INDEX[f"{side}_{joint}"]] for joint in ("shoulder", "elbow", "wrist")))
    if kind == "hip_flexion":
        return hip_flexion_deg(joints, side)
    return trunk_lean_deg(joints)


def flexion_deg(above: Floats, joint: Floats, below: Floats) -> float:
    """Compute 180 minus the inner angle at `joint`, degrees; each argument (3,)."""
    return 180 - _between_deg(above - joint, below - joint)


def hip_flexion_deg(joints: Floats, side: str) -> float:
    """Compute the thigh's angle to the trunk as seen exactly from the side, degrees: 0 standing, below 0 stretched."""
    hip = joints[INDEX[f"{side}_hip"]]
    across = joints[INDEX["left_hip"]] - joints[INDEX["right_hip"]]
    across = across / max(float(np.linalg.norm(across)), 1e-9)
    trunk, thigh = joints[INDEX[f"{side}_shoulder"]] - hip, joints[INDEX[f"{side}_knee"]] - hip
    trunk, thigh = trunk - (trunk @ across) * across, thigh - (thigh @ across) * across
    flexion = 180 - _between_deg(trunk, thigh)
    stretched = flexion < _MOST_STRETCHED_DEG and np.cross(trunk, thigh) @ across < 0
    return -flexion if stretched else flexion


def trunk_lean_deg(joints: Floats) -> float:
    """Compute how far mid-hip to neck leans from upright, degrees."""
    return _between_deg(joints[INDEX["neck"]] - joints[INDEX["hip"]], np.array([0.0, 1.0, 0.0]))


def _between_deg(a: Floats, b: Floats) -> float:
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    if not lengths > 0:
        return float("nan")
    return float(np.degrees(np.arccos(np.clip(a @ b / lengths, -1, 1))))
