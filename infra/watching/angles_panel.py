"""The moving plots of the last seconds: the knee, and beside it, where there is room, the hip."""

from math import isnan
from typing import Final

from rich.text import Text

from infra.watching.plot import HIGH_DEG, LOW_DEG, plot
from infra.watching.trace import TRACE_S, Point, Trace, better_seen

_ROOM_FOR_TWO: Final = 72
_GAP: Final = 2
_SCALE: Final = 5
"""Characters of a row that the scale takes."""
_STDS: Final = 2


def angles_panel(trace: Trace, width: int, rows: int) -> list[Text]:
    """Draw the angles, each of the side that is surer: a row of numbers, rows of plot, a row of time."""
    angles = ("knee_flexion", "hip_flexion") if width >= _ROOM_FOR_TWO else ("knee_flexion",)
    column = (width - _GAP * (len(angles) - 1)) // len(angles)
    panels = [_panel(trace, angle, column, rows) for angle in angles]
    return [Text(" " * _GAP).join(row) for row in zip(*panels, strict=True)]


def _panel(trace: Trace, angle: str, width: int, rows: int) -> list[Text]:
    side, points = better_seen(trace, angle)
    until_s = trace[-1].pts_s if trace else TRACE_S
    return [
        _title(angle, side, points, width),
        *_curve(points, until_s, width, rows),
        _time(until_s, width),
    ]


def _title(angle: str, side: str, points: list[Point], width: int) -> Text:
    name = angle.split("_", maxsplit=1)[0].capitalize()
    if not points or isnan(points[-1].deg):
        return _padded(Text(name, "bold"), width)
    newest = points[-1]
    value = f"{newest.deg:.0f}"
    return _padded(
        Text.assemble((f"{name}, {side}  ", "bold"), (value, "bold cyan"), f" ± {_STDS * newest.std_deg:.0f} °"), width
    )


def _curve(points: list[Point], until_s: float, width: int, rows: int) -> list[Text]:
    """Draw the curve over its band."""
    drawn = plot(points, until_s, width - _SCALE, rows)
    scale = [f"{HIGH_DEG:3.0f} ┤", *["    │"] * (rows - 2), f"{LOW_DEG:3.0f} ┤"]
    return [_merged(*row) for row in zip(scale, drawn.curve, drawn.band, strict=True)]


def _merged(scale: str, curve: str, band: str) -> Text:
    row = Text(scale, "bright_black")
    for line, spread in zip(curve, band, strict=True):
        row.append(spread if line == " " else line, "bright_black" if line == " " else "cyan")
    return row


def _time(until_s: float, width: int) -> Text:
    """Say from when to when it is."""
    first, last = f"    └{max(0.0, until_s - TRACE_S):.1f} s ", f" {until_s:.1f} s"
    return Text(first + "─" * (width - len(first) - len(last)) + last, "bright_black")


def _padded(text: Text, width: int) -> Text:
    text.truncate(width, overflow="ellipsis", pad=True)
    return text
