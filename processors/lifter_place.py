"""Where the lifter is from frame to frame, and which joints can be theirs: nobody leaps."""

from typing import NamedTuple

import msgspec

from processors.body_box import Box, overlap

_LEAST_SHARE = 0.55
"""Share of two boxes from which on they can be one body's in neighbouring frames: the least of 48 runs over clips in
which nobody was mistaken was 0.62; fast descents and steps alone leave 0.84."""
_LESS_PER_S = 0.7
"""How much less is asked for each second that nothing was seen: half a second of a fast descent leaves 0.28."""
_LEAST_EVER = 0.4
_LEAST_NUMBERED = 0.2
"""The same of somebody whom the detector still sees under the same number."""
_SAME_BOX = 0.75
"""Share of the joints' box and the detector's from which on they show the same."""
_SURE = 0.5
"""Score from which on the detector's box counts more than joints that say otherwise."""


class Detected(NamedTuple):
    """What a detector that knows boxes sees of the lifter."""

    box: Box
    """px, inside the picture."""
    score: float


class Place(msgspec.Struct, frozen=True):
    """Where the lifter was seen last."""

    box: Box
    """px."""
    seen_at_s: float
    """Media time of that frame."""
    by_detector: bool = False
    """The detector has shown that the joints didn't: until it says otherwise, they don't tell where the lifter is."""


def can_be(box: Box | None, place: Place | None, at_s: float, *, numbered: bool = False) -> bool:
    """Tell whether who fills a box at a media time can be who was at a place; anybody can if that isn't known."""
    if place is None:
        return True
    least_ever = _LEAST_NUMBERED if numbered else _LEAST_EVER
    least = max(_LEAST_SHARE - _LESS_PER_S * (at_s - place.seen_at_s), least_ever)
    return box is not None and overlap(box, place.box) >= least


def moved_to(place: Place | None, joints: Box | None, detected: Detected | None, at_s: float) -> Place | None:
    """Give where the lifter is now.

    Args:
        place: where they were; None: that isn't known.
        joints: the box around their joints; None: there are none.
        detected: what the detector sees of them; None: it didn't look, or sees no box.
        at_s: media time of this frame.
    """
    if detected is not None and (joints is None or overlap(joints, detected.box) < _SAME_BOX):
        smoother = joints is None or place is None or overlap(detected.box, place.box) > overlap(joints, place.box)
        if joints is None or smoother or detected.score >= _SURE:
            return Place(detected.box, at_s, by_detector=True)
    if joints is None or (detected is None and place is not None and place.by_detector):
        return place
    return Place(joints, at_s)
