"""When a squat begins and when it is at its bottom: from stretches of the hips' way, not from one noisy frame each."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LOWER_PART: Final = 0.5
"""Share of the fall, from below, that the parabola is fitted to."""
_LOPSIDED: Final = 2
"""How many times longer one side of the fitted stretch may be than the other: a stall on the way up is no bottom."""
_LEAST_FRAMES: Final = 5
_EARLY, _LATER = 0.05, 0.20
"""Shares of the fall; a body that speeds up smoothly has needed 1.5 times the time between them before the first."""
_EASE: Final = 1.5


def start_s(pts_s: Floats, hip_height_m: Floats, told_s: float) -> float:
    """Date the beginning of a descent, media time in s: before the hips have gone far enough for it to be told.

    Args:
        pts_s: (n,), s, rising, from a moment before the descent was told until after the bottom.
        hip_height_m: (n,), m.
        told_s: when the descent could be told at the latest.
    """
    lowest = int(hip_height_m.argmin())
    standing = float(np.median(hip_height_m[pts_s <= told_s])) if (pts_s <= told_s).any() else float(hip_height_m[0])
    fallen = (standing - hip_height_m[: lowest + 1]) / max(standing - hip_height_m[lowest], 1e-9)
    early, later = (
        float(pts_s[np.flatnonzero(fallen < share)[-1]]) if (fallen < share).any() else told_s
        for share in (_EARLY, _LATER)
    )
    return float(np.clip(early - _EASE * (later - early), pts_s[0], told_s))


def bottom_s(pts_s: Floats, hip_height_m: Floats) -> float:
    """Find the media time of the lowest mid-hip, s, as the vertex of a parabola through the lower half of the rep.

    Args:
        pts_s: (n,), s, rising.
        hip_height_m: (n,), m; begins and ends near standing.
    """
    lowest = int(hip_height_m.argmin())
    level = hip_height_m[lowest] + _LOWER_PART * (max(hip_height_m[0], hip_height_m[-1]) - hip_height_m[lowest])
    above_before = np.flatnonzero(hip_height_m[: lowest + 1] > level)
    above_after = np.flatnonzero(hip_height_m[lowest:] > level)
    first = int(above_before[-1]) + 1 if above_before.size else 0
    last = lowest + int(above_after[0]) if above_after.size else len(pts_s)
    reach = _LOPSIDED * max(min(lowest - first, last - lowest), _LEAST_FRAMES // 2)
    first, last = max(first, lowest - reach), min(last, lowest + reach + 1)
    if last - first < _LEAST_FRAMES:
        return float(pts_s[lowest])
    times = pts_s[first:last]
    curvature, slope, _ = np.polyfit(times - pts_s[lowest], hip_height_m[first:last], 2)
    if curvature <= 0:
        return float(pts_s[lowest])
    return float(np.clip(pts_s[lowest] - slope / (2 * curvature), times[0], times[-1]))
