"""Anti-aliased lines, dots and ellipses with a dark edge, of any opacity.

A stroke that isn't opaque is drawn on a copy of its own rectangle and blended there: cheap, since it touches little.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.drawing.style import Bgr
from processors.picture import Bgr as Pixels

Point = tuple[float, float]
"""x, y in px; pixel centres are at whole numbers."""

_SHIFT: Final = 4
_FIXED: Final = 1 << _SHIFT
"""OpenCV draws on a grid of 1/16 px."""
_OPAQUE: Final = 0.97
_FAR: Final = 4
"""Points further outside than so many pictures are pulled in: OpenCV's coordinates are 32 bits wide."""
_TURN: Final = np.linspace(0, 2 * np.pi, 48, endpoint=False)
_CIRCLE: Final = np.stack((np.cos(_TURN), np.sin(_TURN)), axis=1).astype(np.float32)


@dataclass(frozen=True)
class Pen:
    """How a stroke looks; lengths in px."""

    colour: Bgr
    width: int
    edge_colour: Bgr
    edge: int
    """How far the edge stands out on each side; 0: none."""


def points_near(picture: Pixels, points_in_image: NDArray[np.float32]) -> list[Point]:
    """Give points (n, 2) as pairs that can be drawn; what isn't finite comes far outside."""
    size = np.array((picture.shape[1], picture.shape[0]), np.float32)
    finite = np.where(np.isfinite(points_in_image), points_in_image, -_FAR * size)
    return [(x, y) for x, y in np.clip(finite, -_FAR * size, (_FAR + 1) * size).tolist()]


def line(picture: Pixels, start: Point, end: Point, pen: Pen, opacity: float) -> None:
    """Draw a line with round ends into `picture`, in place."""

    def stroke(pixels: Pixels, left: int, top: int) -> None:
        a, b = _fixed(start, left, top), _fixed(end, left, top)
        if pen.edge:
            cv2.line(pixels, a, b, pen.edge_colour, pen.width + 2 * pen.edge, cv2.LINE_AA, _SHIFT)
        cv2.line(pixels, a, b, pen.colour, pen.width, cv2.LINE_AA, _SHIFT)

    low, high = (min(start[0], end[0]), min(start[1], end[1])), (max(start[0], end[0]), max(start[1], end[1]))
    _blend(picture, (low, high), pen.width + pen.edge, opacity, stroke)


def dot(picture: Pixels, centre: Point, pen: Pen, opacity: float) -> None:
    """Draw a filled circle, as wide as the pen, into `picture`, in place."""

    def stroke(pixels: Pixels, left: int, top: int) -> None:
        middle, radius = _fixed(centre, left, top), pen.width * _FIXED // 2
        cv2.circle(pixels, middle, radius + pen.edge * _FIXED, pen.edge_colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)
        cv2.circle(pixels, middle, radius, pen.colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)

    _blend(picture, (centre, centre), pen.width + pen.edge, opacity, stroke)


def ellipse(picture: Pixels, shape_in_image: NDArray[np.float32], pen: Pen, opacity: float) -> None:
    """Draw an ellipse (x, y, long and short half axis, angle in degrees from right to down), in place."""
    if not np.isfinite(shape_in_image).all():
        return
    sides = _ring_sides(picture, shape_in_image, pen)

    def stroke(pixels: Pixels, left: int, top: int) -> None:
        fixed = np.round((sides - (left, top)) * _FIXED).astype(np.int32)
        cv2.fillPoly(pixels, [fixed[0], fixed[1]], pen.edge_colour, cv2.LINE_AA, _SHIFT)
        cv2.fillPoly(pixels, [fixed[2], fixed[3]], pen.colour, cv2.LINE_AA, _SHIFT)

    low, high = sides[0].min(axis=0).tolist(), sides[0].max(axis=0).tolist()
    _blend(picture, ((low[0], low[1]), (high[0], high[1])), 1, opacity, stroke)


def _ring_sides(picture: Pixels, shape_in_image: NDArray[np.float32], pen: Pen) -> NDArray[np.float32]:
    """Give the outer and inner side of the edge, then of the line: filling between is far cheaper than a thick line."""
    angle, line, edge = np.deg2rad(shape_in_image[4]), pen.width / 2, pen.width / 2 + pen.edge
    reach = np.array((edge, -edge, line, -line), np.float32)[:, None, None]
    unturned = _CIRCLE * np.maximum(shape_in_image[2:4] + reach, 0)
    turn = np.array(((np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))), np.float32)
    size = np.array((picture.shape[1], picture.shape[0]), np.float32)
    return np.asarray(np.clip(unturned @ turn + shape_in_image[:2], -_FAR * size, (_FAR + 1) * size), np.float32)


def _blend(
    picture: Pixels,
    box: tuple[Point, Point],
    reach: int,
    opacity: float,
    stroke: Callable[[Pixels, int, int], None],
) -> None:
    """Let `stroke` draw with `opacity`; it is given pixels, and where their first one lies in the picture."""
    (low_x, low_y), (high_x, high_y) = box
    left, top = max(0, floor(low_x) - reach), max(0, floor(low_y) - reach)
    right, bottom = min(picture.shape[1], ceil(high_x) + reach + 1), min(picture.shape[0], ceil(high_y) + reach + 1)
    if opacity <= 0 or left >= right or top >= bottom:
        return
    if opacity >= _OPAQUE:
        stroke(picture, 0, 0)
        return
    region = picture[top:bottom, left:right]
    drawn = region.copy()
    stroke(drawn, left, top)
    cv2.addWeighted(drawn, opacity, region, 1 - opacity, 0, dst=region)


def _fixed(point: Point, left: int, top: int) -> tuple[int, int]:
    return round((point[0] - left) * _FIXED), round((point[1] - top) * _FIXED)
