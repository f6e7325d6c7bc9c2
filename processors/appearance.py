"""What a person looks like: a histogram of the colours of their trunk, to tell people apart who cross."""

import numpy as np
from numpy.typing import NDArray

from contracts.skeleton import INDEX
from processors.body_box import Box
from processors.picture import Bgr

_MIDDLE = 0.3
"""How far from the box's middle is looked, in widths and heights: further out there is more wall than person."""
_STEPS = np.linspace(0.1, 0.9, 12)
"""Where a trunk is looked at, in its length and width."""
_LEVELS = 4
"""Of each of the three colours."""
_MOST_PIXELS = 48
"""Along each side: more tell nothing more."""


def looks_of(bgr: Bgr, box: Box) -> bytes:
    """Give the shares of colours, a byte each, 255 for all; empty: nothing of the box's middle is in the picture."""
    height, width = bgr.shape[:2]
    x, y, right, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]
    columns = _indices(x - _MIDDLE * right, x + _MIDDLE * right, width)
    rows = _indices(y - _MIDDLE * down, y + _MIDDLE * down, height)
    if not len(columns) or not len(rows):
        return b""
    return _histogram(bgr[np.ix_(rows, columns)].reshape(-1, 3))


def looks_of_trunk(bgr: Bgr, joints_in_image: NDArray[np.float32]) -> bytes:
    """Give the same of what lies between shoulders and hips, (26, 2) px; empty: nothing of it is in the picture."""
    corners = [joints_in_image[INDEX[f"{side}_{joint}"]] for joint in ("shoulder", "hip") for side in ("left", "right")]
    down, across = (part.ravel()[:, None] for part in np.meshgrid(_STEPS, _STEPS))
    upper, lower = (corners[row] * (1 - across) + corners[row + 1] * across for row in (0, 2))
    x, y = (upper * (1 - down) + lower * down).astype(np.intp).T
    inside = (x >= 0) & (y >= 0) & (x < bgr.shape[1]) & (y < bgr.shape[0])
    return _histogram(bgr[y[inside], x[inside]]) if inside.any() else b""


def _histogram(colours: Bgr) -> bytes:
    pixels = colours // (256 // _LEVELS)
    bins = (pixels[:, 0].astype(np.intp) * _LEVELS + pixels[:, 1]) * _LEVELS + pixels[:, 2]
    counts = np.bincount(bins, minlength=_LEVELS**3)
    return bytes(np.round(255 * counts / counts.sum()).astype(np.uint8))


def unlike(one: bytes, other: bytes) -> float:
    """Give how different two looks are, 0..1; 0.5 where either isn't known."""
    if not one or not other:
        return 0.5
    a, b = (np.frombuffer(looks, np.uint8).astype(np.float64) for looks in (one, other))
    return float(np.abs(a - b).sum() / max((a + b).sum(), 1.0))


def mixed(before: bytes, now: bytes, share: float) -> bytes:
    """Follow slow changes of light and posture: `share` of the new looks, the rest of the old."""
    if not before or not now:
        return now or before
    a, b = (np.frombuffer(looks, np.uint8).astype(np.float64) for looks in (before, now))
    return np.round(a + share * (b - a)).astype(np.uint8).tobytes()


def _indices(low: float, high: float, end: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.intp]]":
    """Give evenly spread pixels of a range, as far as it lies inside the picture."""
    first, last = max(int(low), 0), min(int(high), end - 1)
    if first > last:
        return np.empty(0, np.intp)
    return np.unique(np.linspace(first, last, min(last - first + 1, _MOST_PIXELS)).astype(np.intp))
