"""How the joints that models give become the project's skeleton, Halpe-26: one place for all models."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX, JOINTS

Floats = NDArray[np.float32]

_MIDPOINTS: Final = {"neck": ("left_shoulder", "right_shoulder"), "hip": ("left_hip", "right_hip")}

BLAZEPOSE: Final[dict[str, int]] = {
    "nose": 0,
    "left_eye": 2,
    "right_eye": 5,
    "left_ear": 7,
    "right_ear": 8,
    "left_shoulder": 11,
    "right_shoulder": 12,
    "left_elbow": 13,
    "right_elbow": 14,
    "left_wrist": 15,
    "right_wrist": 16,
    "left_hip": 23,
    "right_hip": 24,
    "left_knee": 25,
    "right_knee": 26,
    "left_ankle": 27,
    "right_ankle": 28,
    "left_heel": 29,
    "right_heel": 30,
    "left_big_toe": 31,
    "right_big_toe": 32,
}
"""Index in BlazePose's 33 landmarks of each joint that it gives."""


def positions(theirs: Floats, mapping: dict[str, int]) -> Floats:
    """Order a model's points as Halpe-26.

    Args:
        theirs: (n, d), the model's points.
        mapping: index in `theirs` by joint name.

    Returns:
        (26, d); `neck` and `hip` are midpoints where the model doesn't give them, other joints not given are 0.
    """
    ours = np.zeros((len(JOINTS), theirs.shape[1]), np.float32)
    for name, index in mapping.items():
        ours[INDEX[name]] = theirs[index]
    for name, (left, right) in _midpoints(mapping).items():
        ours[INDEX[name]] = (ours[INDEX[left]] + ours[INDEX[right]]) / 2
    return ours


def scores(theirs: Floats, mapping: dict[str, int]) -> Floats:
    """Order a model's (n,) scores as Halpe-26: a midpoint is as sure as the less sure side, a joint not given has 0."""
    ours = np.zeros(len(JOINTS), np.float32)
    for name, index in mapping.items():
        ours[INDEX[name]] = theirs[index]
    for name, (left, right) in _midpoints(mapping).items():
        ours[INDEX[name]] = min(ours[INDEX[left]], ours[INDEX[right]])
    return ours


def _midpoints(mapping: dict[str, int]) -> dict[str, tuple[str, str]]:
    """The midpoints that the model doesn't give but both of whose sides it does."""
    return {
        name: sides
        for name, sides in _MIDPOINTS.items()
        if name not in mapping and all(side in mapping for side in sides)
    }
