"""The cue: large words on a solid chip at the bottom of the picture, readable from under the bar."""

from dataclasses import dataclass
from functools import lru_cache

import cv2

from contracts.form import CueGiven
from processors.drawing.style import Bgr, CueLook, bgr, style
from processors.drawing.text import CAP_EM, Ink, draw_text, text_width
from processors.picture import Bgr as Pixels

_SHRINK = 0.94
_SMALLEST_PX = 8


@dataclass(frozen=True)
class Layout:
    """Words that fit: lines of text and their size."""

    lines: tuple[str, ...]
    size_px: int


def draw_cue(picture: Pixels, cue: CueGiven) -> None:
    """Draw the cue into `picture`, in place."""
    look, chip = style().cue, style().cue.severities[cue.severity]
    height, width = picture.shape[:2]
    margin = round(look.margin_of_short * min(height, width))
    layout = fit(cue.text, height, width - 2 * margin)
    pad = round(look.padding_em * layout.size_px)
    widths = [text_width(text, layout.size_px, look.weight) for text in layout.lines]
    tall = round((look.line_em * (len(widths) - 1) + CAP_EM) * layout.size_px) + 2 * pad
    left, top = (width - max(widths)) // 2 - pad, height - margin - tall
    corner = round(look.corner_em * layout.size_px)
    _chip(picture, (left, top, left + max(widths) + 2 * pad - 1, top + tall - 1), corner, bgr(chip.background))
    ink = Ink(layout.size_px, look.weight, bgr(chip.text))
    for index, (text, wide) in enumerate(zip(layout.lines, widths, strict=True)):
        baseline = top + pad + round((CAP_EM + index * look.line_em) * layout.size_px)
        draw_text(picture, text, (width - wide) // 2, baseline, ink)


@lru_cache(maxsize=64)
def fit(text: str, picture_height: int, room_px: int) -> Layout:
    """Lay `text` out within `room_px`, padding included: in one line, else in two, as large as they can be."""
    look = style().cue
    largest = max(_SMALLEST_PX, round(look.text * picture_height))
    line: tuple[str, ...] = (" ".join(text.split()),)
    lines, size = line, largest
    while size > _SMALLEST_PX and _widest(lines, size, look) > room_px - 2 * look.padding_em * size:
        size = max(_SMALLEST_PX, int(size * _SHRINK))
        if lines is line and size < look.smallest_line * largest:
            lines, size = _halves(text.split()), largest
    return Layout(lines, size)


def _halves(words: list[str]) -> tuple[str, ...]:
    """Break between words into two lines of like length; a single word stays one line."""
    ways = [(" ".join(words[:first]), " ".join(words[first:])) for first in range(1, len(words))]
    return min(ways, key=lambda way: max(map(len, way)), default=tuple(words))


def _widest(lines: tuple[str, ...], size: int, look: CueLook) -> int:
    return max(text_width(text, size, look.weight) for text in lines)


def _chip(picture: Pixels, box: tuple[int, int, int, int], corner: int, colour: Bgr) -> None:
    left, top, right, bottom = box
    cv2.rectangle(picture, (left + corner, top), (right - corner, bottom), colour, cv2.FILLED)
    cv2.rectangle(picture, (left, top + corner), (right, bottom - corner), colour, cv2.FILLED)
    for x in (left + corner, right - corner):
        for y in (top + corner, bottom - corner):
            cv2.circle(picture, (x, y), corner, colour, cv2.FILLED, cv2.LINE_AA)
