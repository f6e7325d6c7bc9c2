"""Lines of text in OpenCV's own TrueType font (anti-aliased; umlauts, degrees and plus-minus included)."""

from dataclasses import dataclass

import cv2

from processors.drawing.style import Bgr
from processors.picture import Bgr as Pixels

CAP_EM = 0.75
"""Height of a capital letter or a digit, as a share of the text's size; digits are all equally wide."""


@dataclass(frozen=True)
class Ink:
    """How text looks."""

    size_px: int
    weight: int
    """100 (thin) to 1000 (black)."""
    colour: Bgr


def text_width(text: str, size_px: int, weight: int) -> int:
    """Tell how many pixels `text` is wide."""
    return cv2.getTextSize((0, 0), text, (0, 0), _face(), size_px, weight=weight)[2]


def draw_text(picture: Pixels, text: str, left: int, baseline: int, ink: Ink) -> None:
    """Draw one line of `text` into `picture`, in place; `baseline` is where letters stand."""
    cv2.putText(picture, text, (left, baseline), ink.colour, _face(), ink.size_px, weight=ink.weight)


def _face() -> cv2.FontFace:
    """Give the font: a microsecond, since OpenCV keeps it, and a face of one's own is safe in any thread."""
    return cv2.FontFace("sans")
