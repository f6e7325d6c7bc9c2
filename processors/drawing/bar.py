"""The barbell in the picture: its axis and the two plates."""

import numpy as np

from contracts.arrays import array
from contracts.poses2d import BarInImage
from processors.drawing.opacity import by_score, by_std_in_image
from processors.drawing.strokes import Pen, ellipse, line, points_near
from processors.drawing.style import bgr, style
from processors.picture import Bgr as Pixels


def draw_bar(picture: Pixels, bar: BarInImage) -> None:
    """Draw the bar into `picture`, in place; ends and plates fade with their uncertainty."""
    look, ends = style().lines, array(bar.ends_in_image, 2, 2)
    seen = np.minimum(
        by_score(array(bar.end_scores, 2)),
        by_std_in_image(array(bar.ends_std_in_image, 2, 2), picture.shape[0]),
    )
    if np.isfinite(ends).all():
        start, end = points_near(picture, ends)
        line(picture, start, end, _pen(picture, look.bar), float(seen.min()))
    for plate, opacity in zip(array(bar.plates_in_image, 2, 5), by_score(array(bar.plate_scores, 2)), strict=True):
        ellipse(picture, plate, _pen(picture, look.plate), float(opacity))


def _pen(picture: Pixels, share: float) -> Pen:
    look, height = style(), picture.shape[0]
    edge = max(1, round(look.lines.outline * height))
    return Pen(bgr(look.colours.bar), max(1, round(share * height)), bgr(look.colours.outline), edge)
