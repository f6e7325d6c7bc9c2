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

COCO: Final[dict[str, int]] = {name: index for index, name in enumerate(JOINTS[:17])}
"""Index in COCO's 17 keypoints: Halpe-26 begins with them."""

HALPE26: Final[dict[str, int]] = INDEX
"""Index in Halpe's 26 keypoints: it is our order."""

H36M: Final[dict[str, int]] = {
    "hip": 0,
    "right_hip": 1,
    "right_knee": 2,
    "right_ankle": 3,
    "left_hip": 4,
    "left_knee": 5,
    "left_ankle": 6,
    "neck": 8,
    "nose": 9,
    "head": 10,
    "left_shoulder": 11,
    "left_elbow": 12,
    "left_wrist": 13,
    "right_shoulder": 14,
    "right_elbow": 15,
    "right_wrist": 16,
}
"""Index in Human3.6M's 17 joints, which lifters are trained on; its 7, the spine, is no joint of ours."""
_H36M_SPINE: Final = 7


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


def as_h36m(ours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Order our joints, (..., 26, d), as Human3.6M's, (..., 17, d), the way mmpose does.

    The spine is half way from the hip to the neck, and the top of the head, which few models give, between the eyes.
    """
    theirs = np.zeros((*ours.shape[:-2], 17, ours.shape[-1]))
    for name, index in H36M.items():
        theirs[..., index, :] = ours[..., INDEX[name], :]
    theirs[..., H36M["head"], :] = (ours[..., INDEX["left_eye"], :] + ours[..., INDEX["right_eye"], :]) / 2
    theirs[..., _H36M_SPINE, :] = (ours[..., INDEX["hip"], :] + ours[..., INDEX["neck"], :]) / 2
    return theirs


def _midpoints(mapping: dict[str, int]) -> dict[str, tuple[str, str]]:
    """The midpoints that the model doesn't give but both of whose sides it does."""
    return {
        name: sides
        for name, sides in _MIDPOINTS.items()
        if name not in mapping and all(side in mapping for side in sides)
    }
