"""The upright box around a body in the picture, from its joints; and how far two boxes are the same."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1, px."""

_FLESH = 0.08
"""How far a body reaches beyond its joints, in lengths of the longer side: heads, hands and soles."""


def body_box(joints_in_image: NDArray[np.float32], scores: NDArray[np.float32], width: int, height: int) -> Box | None:
    """Give the box of what lies inside the picture; None: no joint is given, or all lie outside.

    Args:
        joints_in_image: (26, 2), px.
        scores: (26,); 0: not given.
        width: of the picture, px.
        height: of the picture, px.
    """
    given = joints_in_image[scores > 0]
    if not len(given):
        return None
    (x0, y0), (x1, y1) = given.min(axis=0).tolist(), given.max(axis=0).tolist()
    more = _FLESH * max(x1 - x0, y1 - y0)
    return inside((x0 - more, y0 - more, x1 + more, y1 + more), width, height)


def inside(box: Box, width: int, height: int) -> Box | None:
    """Give the part of a box that lies inside the picture; None: nothing does."""
    x0, y0, x1, y1 = max(box[0], 0.0), max(box[1], 0.0), min(box[2], float(width)), min(box[3], float(height))
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def inside_share(one: Sequence[float], other: Sequence[float]) -> float:
    """Give how much of the first box lies in the second, 0..1."""
    area = (one[2] - one[0]) * (one[3] - one[1])
    return _both(one, other) / max(area, 1e-9)


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Give the intersection over union of two boxes, 0..1."""
    both = _both(one, other)
    areas = sum(max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1]) for box in (one, other))
    return both / max(areas - both, 1e-9)


def _both(one: Sequence[float], other: Sequence[float]) -> float:
    across = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    along = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    return across * along
