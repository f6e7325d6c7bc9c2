"""The corner with the rep, the phase, and the angles of both sides, each with its interval of 2 standard deviations."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from contracts.arrays import array
from contracts.form import Form
from contracts.vocabulary import ANGLES
from processors.drawing.style import Bgr, Panel, bgr, style
from processors.drawing.text import CAP_EM, Ink, draw_text, text_width
from processors.picture import Bgr as Pixels

_WIDEST: Final = "180° ±99"
"""What a column makes room for, so that it stands still while numbers change."""


@dataclass(frozen=True)
class Reading:
    """One cell of the panel."""

    angle: str
    """Such as `104°`; a dash where the angle can't be told."""
    spread: str
    """Such as `±6`; empty where the angle can't be told."""
    certain: bool


def draw_panel(picture: Pixels, form: Form) -> None:
    """Draw the panel into the top left corner of `picture`, in place; nothing where there is nothing to say."""
    look, size = style().panel, _size_px(picture)
    title, rows = _title(form), _rows(form)
    if not (title or rows):
        return
    columns = _columns(look, size)
    margin, pad = round(look.margin_of_short * min(picture.shape[:2])), round(look.padding_em * size)
    lines = 1 + (len(rows) + 1 if rows else 0)
    bottom = margin + 2 * pad + round((lines - 1) * look.line_em * size + CAP_EM * size)
    right = margin + 2 * pad + max(columns[-1] if rows else 0, text_width(title, size, look.weight))
    _darken(picture[margin:bottom, margin:right], look)
    left, baseline = margin + pad, margin + pad + round(CAP_EM * size)
    draw_text(picture, title, left, baseline, Ink(size, look.weight, bgr(look.text)))
    if rows:
        _table(picture, rows, left, baseline, columns)


def _title(form: Form) -> str:
    look = style().panel
    phase = look.phases[form.phase]
    if form.rep is not None:
        return f"{look.labels['rep']} {form.rep + 1}" + (f"  ·  {phase}" if phase else "")
    if form.reps:
        return f"{look.labels['reps']} {form.reps}" + (f"  ·  {phase}" if phase else "")
    return phase


def _rows(form: Form) -> list[tuple[str, list[Reading]]]:
    """Give label and readings of each row: left and right, or one for an angle that has no side."""
    if form.angles is None or form.angles_std is None:
        return []
    values = dict(zip(ANGLES, array(form.angles, 7), strict=True))
    stds = dict(zip(ANGLES, array(form.angles_std, 7), strict=True))
    rows = []
    for name in style().panel.rows[form.lift or "unknown"]:
        cells = [angle for angle in ANGLES if angle.removesuffix("_left").removesuffix("_right") == name]
        rows.append((style().panel.labels[name], [_reading(values[cell], stds[cell]) for cell in cells]))
    return rows


def _reading(value_deg: np.float32, std_deg: np.float32) -> Reading:
    if not (np.isfinite(value_deg) and np.isfinite(std_deg)):
        return Reading("–", "", certain=False)  # noqa: RUF001 - a dash is meant
    spread = min(99, max(1, round(2 * float(std_deg))))
    return Reading(f"{round(float(value_deg))}°", f"±{spread}", bool(std_deg < style().panel.uncertain_std_deg))


def _table(picture: Pixels, rows: list[tuple[str, list[Reading]]], left: int, top: int, columns: list[int]) -> None:
    look, size = style().panel, _size_px(picture)
    baseline = top + round(look.line_em * size)
    for side, colour, column in zip(("left", "right"), _side_colours(), columns, strict=False):
        draw_text(picture, look.labels[side], left + column, baseline, Ink(size, look.weight, bgr(colour)))
    for label, readings in rows:
        baseline += round(look.line_em * size)
        draw_text(picture, label, left, baseline, Ink(size, look.weight, bgr(look.quiet)))
        for reading, column in zip(readings, columns, strict=False):
            _cell(picture, reading, left + column, baseline)


def _cell(picture: Pixels, reading: Reading, left: int, baseline: int) -> None:
    look, size = style().panel, _size_px(picture)
    room = text_width("180°", size, look.weight)
    colour = bgr(look.text if reading.certain else look.quiet)
    indent = max(0, room - text_width(reading.angle, size, look.weight))
    draw_text(picture, reading.angle, left + indent, baseline, Ink(size, look.weight, colour))
    gap = text_width("180° ", size, look.weight)
    draw_text(picture, reading.spread, left + gap, baseline, Ink(size, look.weight, bgr(look.quiet)))


def _columns(look: Panel, size: int) -> list[int]:
    """Give where the left and the right column begin and the right one ends, from the labels' left edge."""
    gap, cell = round(look.gap_em * size), text_width(_WIDEST, size, look.weight)
    names = {name for rows in look.rows.values() for name in rows}
    first = max(text_width(look.labels[name], size, look.weight) for name in names) + gap
    return [first, first + cell + gap, first + 2 * cell + gap]


def _side_colours() -> tuple[str, str]:
    return style().colours.left, style().colours.right


def _size_px(picture: Pixels) -> int:
    short: int = min(picture.shape[:2])
    return max(style().panel.smallest_px, round(style().panel.text_of_short * short))


def _darken(region: Pixels, look: Panel) -> None:
    ground = _ground(region.shape, bgr(look.background))
    cv2.addWeighted(ground, look.opacity, region, 1 - look.opacity, 0, dst=region)


@lru_cache(maxsize=8)
def _ground(shape: tuple[int, ...], background: Bgr) -> Pixels:
    return np.full(shape, background, np.uint8)
