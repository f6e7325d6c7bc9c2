"""All joint angles of many bodies at once, as `processors.geometry.angles` defines them for one."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES

Floats = NDArray[np.float64]

_MOST_STRETCHED_DEG: Final = 45.0


def angles_deg(joints: Floats) -> Floats:
    """Compute (..., 7), degrees, of joints (..., 26, 3) with y up."""
    return np.stack([_angle(name, joints) for name in ANGLES], axis=-1)


def margins_m(joints: Floats, height_m: Floats | float) -> Floats:
    """Compute depth margins (...,), m, as `processors.geometry.depth` does."""
    margins = []
    for side in ("left", "right"):
        hip, knee = joints[..., INDEX[f"{side}_hip"], :], joints[..., INDEX[f"{side}_knee"], :]
        thigh = knee - hip
        front_up = np.hypot(thigh[..., 0], thigh[..., 2]) / np.maximum(np.linalg.norm(thigh, axis=-1), 1e-9)
        margins.append(hip[..., 1] - knee[..., 1] + height_m * (0.042 * front_up - 0.032))
    return np.asarray(np.maximum(*margins))


def _angle(name: str, joints: Floats) -> Floats:
    kind, _, side = name.rpartition("_")
    at = {joint: joints[..., INDEX[f"{side}_{joint}"], :] for joint in _NEEDED.get(kind, ())}
    if kind == "knee_flexion":
        return 180 - _between(at["hip"] - at["knee"], at["ankle"] - at["knee"])
    if kind == "elbow_flexion":
        return 180 - _between(at["shoulder"] - at["elbow"], at["wrist"] - at["elbow"])
    if kind == "hip_flexion":
        return _hip(joints, at)
    lean = joints[..., INDEX["neck"], :] - joints[..., INDEX["hip"], :]
    return _between(lean, np.broadcast_to([0.0, 1.0, 0.0], lean.shape))


_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "knee_flexion": ("hip", "knee", "ankle"),
    "elbow_flexion": ("shoulder", "elbow", "wrist"),
    "hip_flexion": ("shoulder", "hip", "knee"),
}


def _hip(joints: Floats, at: dict[str, Floats]) -> Floats:
    across = joints[..., INDEX["left_hip"], :] - joints[..., INDEX["right_hip"], :]
    across = across / np.maximum(np.linalg.norm(across, axis=-1, keepdims=True), 1e-9)
    trunk, thigh = at["shoulder"] - at["hip"], at["knee"] - at["hip"]
    trunk, thigh = (limb - (limb * across).sum(-1, keepdims=True) * across for limb in (trunk, thigh))
    flexion = 180 - _between(trunk, thigh)
    stretched = (flexion < _MOST_STRETCHED_DEG) & ((np.cross(trunk, thigh) * across).sum(-1) < 0)
    return np.where(stretched, -flexion, flexion)


def _between(a: Floats, b: Floats) -> Floats:
    lengths = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    return np.asarray(np.degrees(np.arccos(np.clip((a * b).sum(-1) / np.maximum(lengths, 1e-9), -1, 1))))
