"""The bones and joints of the people in the picture: the lifter in colours by side, others faint."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.arrays import array
from contracts.poses2d import PersonPose
from contracts.poses3d import Body
from contracts.skeleton import BONES, INDEX, JOINTS
from processors.drawing.opacity import by_score, by_std_in_image, by_std_in_world
from processors.drawing.strokes import Pen, dot, line, points_near
from processors.drawing.style import Bgr, bgr, style
from processors.picture import Bgr as Pixels

_BONES: Final = tuple((INDEX[start], INDEX[end]) for start, end in BONES)
_JOINTS: Final = tuple(sorted({joint for bone in _BONES for joint in bone}))


def draw_lifter(picture: Pixels, person: PersonPose, body: Body | None) -> None:
    """Draw the lifter into `picture`, in place; joints fade with their score and standard deviation."""
    joints = array(person.joints_in_image, 26, 2)
    points, seen = points_near(picture, joints), _opacities(person, body, picture.shape[0])
    bone, joint_width = style().lines.bone, 2 * style().lines.joint
    for start, end in _BONES:
        line(picture, points[start], points[end], _pen(picture, bone, start, end), min(seen[start], seen[end]))
    for joint in _JOINTS:
        dot(picture, points[joint], _pen(picture, joint_width, joint, joint), seen[joint])


def draw_other(picture: Pixels, person: PersonPose) -> None:
    """Draw the bones of somebody who isn't the lifter into `picture`, in place."""
    look, colours = style().lines, style().colours
    joints = array(person.joints_in_image, 26, 2)
    points = points_near(picture, joints)
    seen = (by_score(array(person.joint_scores, 26)) * look.others_opacity * _given(joints)).tolist()
    pen = Pen(bgr(colours.others), max(1, round(look.others * picture.shape[0])), bgr(colours.outline), 0)
    for start, end in _BONES:
        line(picture, points[start], points[end], pen, min(seen[start], seen[end]))


def _opacities(person: PersonPose, body: Body | None, picture_height: int) -> list[float]:
    seen = by_score(array(person.joint_scores, 26)) * _given(array(person.joints_in_image, 26, 2))
    if body is not None:
        seen = np.minimum(seen, by_std_in_world(array(body.joints_std_in_world, 26, 3)))
    elif person.joints_std_in_image is not None:
        seen = np.minimum(seen, by_std_in_image(array(person.joints_std_in_image, 26, 2), picture_height))
    return [float(opacity) for opacity in seen]


def _given(joints_in_image: NDArray[np.float32]) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(joints_in_image).all(axis=1))


def _pen(picture: Pixels, share: float, start: int, end: int) -> Pen:
    height, look = picture.shape[0], style()
    edge = max(1, round(look.lines.outline * height))
    return Pen(_colour(start, end), max(1, round(share * height)), bgr(look.colours.outline), edge)


@cache
def _colour(start: int, end: int) -> Bgr:
    names = JOINTS[start], JOINTS[end]
    for side, colour in (("left_", style().colours.left), ("right_", style().colours.right)):
        if any(name.startswith(side) for name in names):
            return bgr(colour)
    return bgr(style().colours.middle)
