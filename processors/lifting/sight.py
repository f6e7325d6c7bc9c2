"""One frame as the lifter takes it: what can't be used left out, and turned level where gravity was measured."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contracts.arrays import array
from contracts.skeleton import INDEX
from processors.geometry.upright import world_from_camera
from processors.lifters import Look
from processors.lifting.features import USUAL_FOCAL

Floats = NDArray[np.float64]

_LEAST_AHEAD: Final = 0.1
"""A ray that points less far forwards is none of a person in the picture."""
_FLIPPED: Final = np.array([1.0, -1.0, -1.0])
"""From right, up, towards the camera to right, down, away, and back."""
_FARTHEST: Final = 20.0
"""No joint is further from the picture's middle, in long sides."""


class Sight(NamedTuple):
    """The lifter in one picture, taken by a level camera as far as that is known."""

    joints: Floats
    """(26, 2), in long sides of the picture from the principal point: right, down."""
    scores: Floats
    """(26,); 0: not given."""
    hint: Floats
    """(26, 3), m, from the mid-hip: right, down, away; all 0: none."""
    bar: Floats
    """(2, 2), the bar's ends as `joints`, the lifter's left first; NaN: not given."""
    focal: float
    """In long sides; NaN: not known."""


def sight(look: Look) -> Sight:
    """Read what the 2D model saw."""
    long_side = float(max(look.width, look.height))
    fx, middle = _camera(look)
    joints = (array(look.pose.joints_in_image, 26, 2).astype(np.float64) - middle) / long_side
    scores = array(look.pose.joint_scores, 26).astype(np.float64)
    hint = np.zeros((26, 3))
    if look.pose.joints_in_body is not None:
        hint = array(look.pose.joints_in_body, 26, 3).astype(np.float64)
    usable = np.isfinite(joints).all(axis=1) & np.isfinite(scores) & np.isfinite(hint).all(axis=1)
    usable &= np.abs(np.where(usable[:, None], joints, 0)).max(axis=1) < _FARTHEST
    scores = np.where(usable, np.clip(np.nan_to_num(scores), 0, 1), 0.0)
    joints, hint = (np.where(usable[:, None], values, 0.0) for values in (joints, hint))
    bar = np.full((2, 2), np.nan)
    if look.bar_in_image is not None:
        bar = (array(look.bar_in_image, 2, 2).astype(np.float64) - middle) / long_side
        bar[~(np.abs(bar) < _FARTHEST).all(axis=1)] = np.nan
    focal = fx / long_side
    if look.gravity_in_camera is not None:
        gravity = np.asarray(array(look.gravity_in_camera, 3), np.float64)
        if np.isfinite(gravity).all() and np.linalg.norm(gravity) > 0:
            level = _FLIPPED[:, None] * world_from_camera(gravity)
            taken_for = focal if np.isfinite(focal) else USUAL_FOCAL
            joints, bar = (_level(points, level, taken_for) for points in (joints, bar))
            hint = hint @ level.T
    return Sight(joints, scores, hint - hint[INDEX["hip"]] * (hint != 0).any(axis=1, keepdims=True), bar, focal)


def _camera(look: Look) -> tuple[float, Floats]:
    """Give the focal length, px, NaN where it isn't known, and the principal point."""
    if look.intrinsics is not None:
        fx, _, cx, cy = (float(value) for value in array(look.intrinsics, 4))
        if np.isfinite([fx, cx, cy]).all() and fx > 0:
            return fx, np.array([cx, cy])
    return float("nan"), np.array([look.width, look.height]) / 2


def _level(points: Floats, level: Floats, focal: float) -> Floats:
    """Give where points (n, 2) are seen once the camera is turned level, by a rotation (3, 3)."""
    rays = np.column_stack([points / focal, np.ones(len(points))]) @ level.T
    return np.asarray(focal * rays[:, :2] / np.maximum(rays[:, 2:], _LEAST_AHEAD))
