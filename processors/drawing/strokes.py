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
_TURN: Final = np.linspace(0, 2 * np.pi, 48, endpoint=False, dtype=np.float32)


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
    x, y, long, short, angle = shape_in_image
    cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    along, across = long * np.cos(_TURN), short * np.sin(_TURN)
    outline = np.stack((x + cos * along - sin * across, y + sin * along + cos * across), axis=1)
    near = np.array(points_near(picture, outline), np.float32)

    def stroke(pixels: Pixels, left: int, top: int) -> None:
        ring = np.round((near - (left, top)) * _FIXED).astype(np.int32)
        cv2.polylines(pixels, [ring], True, pen.edge_colour, pen.width + 2 * pen.edge, cv2.LINE_AA, _SHIFT)
        cv2.polylines(pixels, [ring], True, pen.colour, pen.width, cv2.LINE_AA, _SHIFT)

    low, high = near.min(axis=0).tolist(), near.max(axis=0).tolist()
    _blend(picture, ((low[0], low[1]), (high[0], high[1])), pen.width + pen.edge, opacity, stroke)


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
