"""Boxes that detectors draw around two people who touch: dropped where one of the two is seen by themselves."""

from collections.abc import Sequence

from processors.body_box import Box, inside_share, overlap
from processors.detectors import Found
from processors.tracking import Track

_WITHIN = 0.9
"""Share of somebody's box from which on it lies in the other."""
_SMALLEST, _LARGEST = 0.2, 0.7
"""Size of that box, as a share of the other: smaller, it is somebody far behind; larger, the same person."""
_KNOWN_AFTER_LOOKS = 3
_GOES_ON = 0.6
"""Share of two boxes from which on one goes on where the other was at the last look."""


def without_merged(found: Sequence[Found], tracks: Sequence[Track]) -> list[Found]:
    """Give those found but for boxes in which somebody else lies, in their order.

    A box counts less than one in it that the detector is surer of; and one that nobody had before less than one in it
    of somebody who is known.

    Args:
        found: who was found.
        tracks: who was known before.
    """
    return [one for one in found if not any(_takes_in(one, other, tracks) for other in found)]


def _takes_in(one: Found, other: Found, tracks: Sequence[Track]) -> bool:
    share = _area(other.box) / max(_area(one.box), 1e-9)
    if one.axis is not None or not _SMALLEST < share < _LARGEST or inside_share(other.box, one.box) < _WITHIN:
        return False
    return other.score > one.score or (_looks(other, tracks) >= _KNOWN_AFTER_LOOKS and not _looks(one, tracks))


def _looks(one: Found, tracks: Sequence[Track]) -> int:
    """Give how many looks have shown somebody there, 0 for nobody."""
    return max((track.looks for track in tracks if overlap(one.box, track.box) >= _GOES_ON), default=0)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
