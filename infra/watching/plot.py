"""A curve with its band in braille dots: two columns and four rows of dots to a character."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from infra.watching.trace import TRACE_S, Point

LOW_DEG: Final = 0.0
HIGH_DEG: Final = 150.0
_STDS: Final = 2.0
_LONGEST_GAP_S: Final = 1.0
"""Between frames that are still joined by a line."""
_BLANK: Final = 0x2800
_DOTS: Final = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""What each dot of a character adds to the blank one."""

Dots = NDArray[np.bool_]


class Plot(NamedTuple):
    """Rows of characters, from the top; a space where there is nothing."""

    curve: tuple[str, ...]
    band: tuple[str, ...]


def plot(points: Sequence[Point], until_s: float, columns: int, rows: int) -> Plot:
    """Draw an angle over the last seconds.

    Args:
        points: In the order of their times; NaN: not measured.
        until_s: The time at the right edge.
        columns: How many characters there are in a row.
        rows: How many rows.

    Returns:
        The curve, and the band of two standard deviations to both sides of it.
    """
    known = [point for point in points if np.isfinite(point.deg)]
    deg, std_deg = _sampled(known, until_s, 2 * columns)
    centre = _row(deg, 4 * rows)
    half = np.where(np.isfinite(std_deg), _STDS * std_deg, 0) * (4 * rows - 1) / (HIGH_DEG - LOW_DEG)
    y = np.arange(4 * rows)[:, None]
    checked = (y + np.arange(2 * columns)) % 2 == 0
    return Plot(_braille(_curve(centre, 4 * rows)), _braille((np.abs(y - centre) <= half) & checked))


def _sampled(points: Sequence[Point], until_s: float, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give value and spread at the middle of each column of dots; NaN outside of the points and in gaps of them."""
    at_s = until_s - TRACE_S + (np.arange(count) + 0.5) * TRACE_S / count
    if not points:
        return np.full(count, np.nan), np.full(count, np.nan)
    pts_s, deg, std_deg = np.array(points, np.float64).T
    after = np.searchsorted(pts_s, at_s).clip(0, len(pts_s) - 1)
    before = np.searchsorted(pts_s, at_s, side="right").clip(1) - 1
    is_inside = (at_s >= pts_s[0] - TRACE_S / count) & (at_s <= pts_s[-1] + TRACE_S / count)
    is_joined = pts_s[after] - pts_s[before] <= _LONGEST_GAP_S
    shown = np.where(is_inside & is_joined, np.interp(at_s, pts_s, deg), np.nan)
    return shown, np.interp(at_s, pts_s, std_deg)


def _row(deg: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Give the row of dots of an angle, 0 at the top; what lies outside lies at the edge."""
    share = (HIGH_DEG - deg.clip(LOW_DEG, HIGH_DEG)) / (HIGH_DEG - LOW_DEG)
    return np.round(share * (count - 1))


def _curve(centre: NDArray[np.float64], count: int) -> Dots:
    """Set the dots of a curve; where it is steep, also those between it and the column before."""
    before = np.concatenate([centre[:1], centre[:-1]])
    before = np.where(np.isfinite(before), before, centre)
    y = np.arange(count)[:, None]
    is_steep = (y > np.minimum(centre, before)) & (y < np.maximum(centre, before))
    return np.asarray((y == centre) | is_steep)


def _braille(dots: Dots) -> tuple[str, ...]:
    """Write dots as characters."""
    rows, columns = dots.shape[0] // 4, dots.shape[1] // 2
    codes = (dots.reshape(rows, 4, columns, 2) * _DOTS[:, None, :]).sum(axis=(1, 3))
    return tuple("".join(chr(_BLANK + code) if code else " " for code in row) for row in codes.tolist())
