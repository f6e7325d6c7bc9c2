"""Thins many lines over one time axis for drawing: keeps the points without which a line would look different."""

import numpy as np
from numpy.typing import NDArray

Lines = NDArray[np.float32]


def kept(times_s: NDArray[np.float64], lines: Lines, at_most: int) -> NDArray[np.intp]:
    """Choose which points to draw: largest triangle, three buckets, with the lines' triangles added up.

    So all lines keep the same points, and one time axis serves them all.

    Args:
        times_s: When each point is, ascending, shape (N,), seconds.
        lines: What each line is there, shape (N, L); NaN: nothing, which counts as no deviation.
        at_most: How many points to keep, 3 or more; the first and the last are among them.

    Returns:
        Their indices, ascending; all of them where there are no more than `at_most`.
    """
    if len(times_s) <= at_most:
        return np.arange(len(times_s))
    known = np.nan_to_num(lines.astype(np.float64))
    edges = np.linspace(1, len(times_s) - 1, at_most - 1).astype(np.intp)
    chosen = [0]
    for bucket in range(at_most - 2):
        here = slice(edges[bucket], edges[bucket + 1])
        following = slice(edges[bucket + 1], edges[bucket + 2] if bucket + 2 < len(edges) else len(times_s))
        after_s, after = times_s[following].mean(), known[following].mean(axis=0)
        areas = _areas(times_s[here], known[here], (times_s[chosen[-1]], known[chosen[-1]]), (after_s, after))
        chosen.append(int(here.start + areas.argmax()))
    return np.array([*chosen, len(times_s) - 1])


Corner = tuple[np.float64, NDArray[np.float64]]


def _areas(times_s: NDArray[np.float64], lines: NDArray[np.float64], a: Corner, c: Corner) -> NDArray[np.float64]:
    """Give twice the area of the triangles that points make with the last kept point and the next bucket's mean."""
    each = (a[0] - c[0]) * (lines - a[1]) - (a[0] - times_s[:, None]) * (c[1] - a[1])
    summed: NDArray[np.float64] = np.abs(each).sum(axis=1)
    return summed
