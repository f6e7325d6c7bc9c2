"""Where the lifter is from frame to frame, and which joints can be theirs: nobody leaps."""

from typing import NamedTuple

import msgspec

from processors.body_box import Box, inside_share, overlap

_LEAST_SHARE = 0.55
"""Share of two boxes from which on they can be one body's in neighbouring frames: the least of 48 runs over clips in
which nobody was mistaken was 0.62; fast descents and steps alone leave 0.84."""
_LESS_PER_S = 0.7
"""How much less is asked for each second that nothing was seen: half a second of a fast descent leaves 0.28."""
_LEAST_EVER = 0.4
_LEAST_NUMBERED = 0.2
"""The same of somebody whom the detector still sees under the same number."""
_SURE_AFTER_FRAMES = 15
"""For how many frames nobody may have leapt before who does is somebody else; at first joints are often mistaken."""
_SAME_BOX = 0.6
"""Share of the joints' box and the detector's from which on they show the same."""
_CUT = 0.8
"""Share of the detector's box in the joints' from which on it may show a part of the lifter: the rest is hidden."""
_MOSTLY = 0.6
"""Share of somebody's box that joints take in, and that isn't in the lifter's box, for them to be somebody else."""
_SURE = 0.5
"""Score from which on the detector's box counts more than joints that say otherwise."""


class Detected(NamedTuple):
    """What a detector that knows boxes sees of the lifter."""

    box: Box
    """px, inside the picture."""
    score: float
    others: tuple[Box, ...] = ()
    """Everybody else's boxes."""


class Place(msgspec.Struct, frozen=True):
    """Where the lifter was seen last."""

    box: Box
    """px."""
    seen_at_s: float
    """Media time of that frame."""
    by_detector: bool = False
    """The detector has shown that the joints didn't: until it says otherwise, they don't tell where the lifter is."""
    frames: int = 1
    """For how many frames the lifter was seen without a leap."""


def can_be(box: Box | None, place: Place | None, at_s: float, *, numbered: bool = False) -> bool:
    """Tell whether who fills a box at a media time can be who was at a place; anybody can while that isn't sure."""
    if place is None or place.frames < _SURE_AFTER_FRAMES:
        return True
    return _near(box, place, at_s, numbered=numbered)


def _near(box: Box | None, place: Place, at_s: float, *, numbered: bool) -> bool:
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
    disagree = detected is not None and (joints is None or overlap(joints, detected.box) < _SAME_BOX)
    if detected is not None and disagree and (joints is None or _counts_more(detected, joints, place)):
        return _after(place, Place(detected.box, at_s, by_detector=True))
    if joints is None or (detected is None and place is not None and place.by_detector):
        return place
    return _after(place, Place(joints, at_s))


def _after(before: Place | None, now: Place) -> Place:
    """Count for how long nothing has leapt; the detector's word is no leap."""
    if before is None or not (now.by_detector or _near(now.box, before, now.seen_at_s, numbered=False)):
        return now
    return msgspec.structs.replace(now, frames=before.frames + 1)


def _counts_more(detected: Detected, joints: Box, place: Place | None) -> bool:
    """Tell whether the detector's box counts more than joints: not one of a part, whose rest the joints go on with."""
    goes_on = 1.0 if place is None else overlap(joints, place.box)
    if inside_share(detected.box, joints) >= _CUT and goes_on >= _SAME_BOX and not _takes_in_another(joints, detected):
        return False
    return detected.score >= _SURE or (place is not None and overlap(detected.box, place.box) > goes_on)


def _takes_in_another(joints: Box, detected: Detected) -> bool:
    """Tell whether what the joints show beyond the detector's box is somebody else."""
    return any(
        inside_share(other, joints) >= _MOSTLY and inside_share(other, detected.box) < 1 - _MOSTLY
        for other in detected.others
    )
