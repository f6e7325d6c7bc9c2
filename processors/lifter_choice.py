"""Who of several people the lifter is: by evidence that builds up from look to look, and by what a person tapped.

A lifter's hands and hips go up and down, and with a bar on the back the hands stay at the shoulders; a spotter stands.
"""

from collections.abc import Sequence
from math import hypot

import msgspec
import numpy as np

from contracts.arrays import array
from contracts.detections import Detections, Person
from contracts.run import LifterHint
from contracts.skeleton import INDEX
from processors.pose2d import Joints
from processors.region import Region

_KEPT = 0.9
"""Share of the evidence that is left after another look."""
_HANDS_UP = 0.2
"""What hands at the shoulders are worth, a look."""
_AT_SHOULDERS = 0.35
"""How far from the shoulder's height a hand may be, in trunks."""
_FACTOR, _LEAD = 1.5, 0.5
"""By how much somebody else's evidence must exceed the lifter's to take over."""
_LEAP = 1.0
"""Who seems to have moved further than this sideways between two looks, in trunks, is somebody else."""
_SAME = 0.25
"""Two people whose middles lie nearer than this, in sizes of the larger, are one."""
_HINT_REACH = 0.75
"""How far from a person's middle a tap may lie to mean that person, in sizes of their box."""


class Candidate(msgspec.Struct, frozen=True):
    """What speaks for one person; positions are those of the last look, px."""

    track: int
    evidence: float
    hip_x: float
    hip_y: float
    wrist_y: float
    """Height of the middle of both wrists, px downwards."""


def weigh(track: int, person: Joints, before: Candidate | None) -> Candidate:
    """Add what one look shows of a person to what was known."""
    x, y = person.joints_in_image[:, 0], person.joints_in_image[:, 1]
    hip, neck = INDEX["hip"], INDEX["neck"]
    trunk = max(float(np.hypot(x[neck] - x[hip], y[neck] - y[hip])), 1.0)
    wrist_y = float(y[INDEX["left_wrist"]] + y[INDEX["right_wrist"]]) / 2
    evidence = _HANDS_UP if _hands_up(person, trunk) else 0.0
    if before is not None and abs(float(x[hip]) - before.hip_x) < _LEAP * trunk:
        moved = abs(float(y[hip]) - before.hip_y), abs(wrist_y - before.wrist_y)
        evidence += before.evidence * _KEPT + min(moved[0] / trunk, 1) + min(moved[1] / trunk, 1) / 2
    return Candidate(track, evidence, float(x[hip]), float(y[hip]), wrist_y)


def _hands_up(person: Joints, trunk: float) -> bool:
    y = person.joints_in_image[:, 1]
    return all(
        abs(float(y[INDEX[f"{side}_wrist"]] - y[INDEX[f"{side}_shoulder"]])) < _AT_SHOULDERS * trunk
        for side in ("left", "right")
    )


def takes_over(lifter: Candidate | None, others: Sequence[Candidate]) -> Candidate | None:
    """Tell whose evidence clearly exceeds the lifter's; None: nobody's."""
    best = max(others, key=lambda candidate: candidate.evidence, default=None)
    needed = _FACTOR * lifter.evidence + _LEAD if lifter else 0.0
    return best if best is not None and best.evidence > needed else None


def choose(
    seen: Detections, last: Region | None, others: Sequence[Candidate], hint: LifterHint | None
) -> Person | None:
    """Choose whom to follow when nobody is: who stands where the lifter was, or where a later tap is, or the likeliest.

    Args:
        seen: who is in the picture.
        last: where the lifter was seen last.
        others: what speaks for people.
        hint: the tap, if there is one.
    """
    if hint is not None and seen.frame < hint.frame:
        return tapped(seen.people, hint)
    if last is not None:
        near = [person for person in seen.people if is_same(region_of(person), last)]
        if near:
            return min(near, key=lambda person: _away(person, last.x, last.y))
    evidence = {candidate.track: candidate.evidence for candidate in others}
    return max(
        seen.people,
        key=lambda person: _prominence(person, seen.width, seen.height) + evidence.get(person.track, 0.0),
        default=None,
    )


def is_same(a: Region, b: Region) -> bool:
    """Tell whether two regions are about one person: their middles lie near for their size."""
    return hypot(a.x - b.x, a.y - b.y) < _SAME * max(a.side, b.side)


def region_of(person: Person) -> Region:
    """Give the upright square around a detection."""
    x0, y0, x1, y1 = (float(value) for value in array(person.box_in_image, 4))
    return Region((x0 + x1) / 2, (y0 + y1) / 2, max(x1 - x0, y1 - y0), 0.0)


def tapped(people: Sequence[Person], hint: LifterHint) -> Person | None:
    """Find whom a tap means; None: nobody is near it."""
    x, y = (float(value) for value in array(hint.point_in_image, 2))
    nearest = min(people, key=lambda person: _away(person, x, y), default=None)
    return nearest if nearest is not None and _away(nearest, x, y) < _HINT_REACH else None


def _away(person: Person, x: float, y: float) -> float:
    """Give how far a point is from a person's middle, in sizes of their box."""
    region = region_of(person)
    return hypot(region.x - x, region.y - y) / max(region.side, 1.0)


def _prominence(person: Person, width: int, height: int) -> float:
    """Give how large and central a person is, 0..1."""
    x0, y0, x1, y1 = array(person.box_in_image, 4)
    off_centre = hypot((x0 + x1) / 2 / width - 0.5, (y0 + y1) / 2 / height - 0.5)
    return float(max(x1 - x0, y1 - y0) / max(width, height) * (1 - off_centre)) * person.score
