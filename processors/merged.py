"""Boxes that detectors draw around two people who touch: dropped where one of the two is seen better by themselves."""

from collections.abc import Sequence

from processors.body_box import Box, inside_share
from processors.detectors import Found

_WITHIN = 0.9
"""Share of the better one's box from which on it lies in the other."""
_SMALLEST, _LARGEST = 0.2, 0.6
"""Size of the better one's box, as a share of the other: smaller, it is somebody far behind; larger, the same person."""


def without_merged(found: Sequence[Found]) -> list[Found]:
    """Give those found but for boxes in which somebody lies whom the detector is surer of; keeps the order."""
    return [one for one in found if not any(_takes_in(one, other) for other in found)]


def _takes_in(one: Found, other: Found) -> bool:
    if one.axis is not None or other.score <= one.score:
        return False
    share = _area(other.box) / max(_area(one.box), 1e-9)
    return _SMALLEST < share < _LARGEST and inside_share(other.box, one.box) >= _WITHIN


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
