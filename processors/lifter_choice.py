"""Who of several people the lifter is: by evidence that builds up from look to look, and by what a person tapped.

A lifter's hands and hips go up and down, and with a bar on the back the hands stay at the shoulders; a spotter stands.
"""

from collections.abc import Mapping, Sequence
from math import hypot

import msgspec
import numpy as np

from contracts.arrays import array
from contracts.detections import Detections, Person
from contracts.run import LifterHint
from contracts.skeleton import INDEX
from processors.pose2d import Joints

_KEPT = 0.9
"""Share of the evidence that is left after another look."""
_HANDS_UP = 0.2
"""What hands at the shoulders are worth, a look."""
_AT_SHOULDERS = 0.35
"""How far from the shoulder's height a hand may be, in trunks."""
_FACTOR, _LEAD = 1.5, 0.5
"""By how much somebody else's evidence must exceed the lifter's to take over."""
_HINT_REACH = 0.75
"""How far from a person's middle a tap may lie to mean that person, in sizes of their box."""


class Candidate(msgspec.Struct, frozen=True):
    """What speaks for one person."""

    track: int
    evidence: float
    hip_y: float
    """Height of the mid-hip in the picture at the last look, px downwards."""
    wrist_y: float
    """Height of the middle of both wrists, px downwards."""


def weigh(candidates: Sequence[Candidate], joints: Mapping[int, Joints]) -> tuple[Candidate, ...]:
    """Add what one look at everybody (joints by track) shows to what was known; who isn't seen keeps what they have."""
    known = {candidate.track: candidate for candidate in candidates}
    for track, person in joints.items():
        before = known.get(track)
        known[track] = _weigh_one(track, person, before)
    return tuple(known.values())


def _weigh_one(track: int, person: Joints, before: Candidate | None) -> Candidate:
    y = {name: float(person.joints_in_image[index, 1]) for name, index in INDEX.items()}
    trunk = max(
        float(np.linalg.norm(person.joints_in_image[INDEX["neck"]] - person.joints_in_image[INDEX["hip"]])), 1.0
    )
    hands = max(abs(y[f"{side}_wrist"] - y[f"{side}_shoulder"]) for side in ("left", "right")) / trunk
    gained = _HANDS_UP if hands < _AT_SHOULDERS else 0.0
    wrist_y = (y["left_wrist"] + y["right_wrist"]) / 2
    if before is not None:
        gained += min(abs(y["hip"] - before.hip_y) / trunk, 1) + min(abs(wrist_y - before.wrist_y) / trunk, 1) / 2
    kept = before.evidence * _KEPT if before else 0.0
    return Candidate(track, kept + gained, y["hip"], wrist_y)


def takes_over(lifter: int | None, candidates: Sequence[Candidate], in_sight: Sequence[int]) -> int | None:
    """Tell whose evidence clearly exceeds the lifter's; None: nobody's."""
    evidence = {candidate.track: candidate.evidence for candidate in candidates}
    own = evidence.get(lifter, 0.0) if lifter is not None else 0.0
    best = max(in_sight, key=lambda track: evidence.get(track, 0.0), default=None)
    if best is None or best == lifter or evidence.get(best, 0.0) <= _FACTOR * own + _LEAD:
        return None
    return best


def choose(
    seen: Detections, lifter: int | None, candidates: Sequence[Candidate], hint: LifterHint | None
) -> Person | None:
    """Choose whom to follow when nobody is: the one kept if in sight, the one tapped, else the likeliest."""
    for person in seen.people:
        if person.track == lifter:
            return person
    if hint is not None and seen.frame <= hint.frame:
        return _tapped(seen.people, hint)
    evidence = {candidate.track: candidate.evidence for candidate in candidates}
    return max(
        seen.people,
        key=lambda person: _prominence(person, seen.width, seen.height) + evidence.get(person.track, 0.0),
        default=None,
    )


def _tapped(people: Sequence[Person], hint: LifterHint) -> Person | None:
    x, y = array(hint.point_in_image, 2)

    def away(person: Person) -> float:
        x0, y0, x1, y1 = array(person.box_in_image, 4)
        return float(hypot((x0 + x1) / 2 - x, (y0 + y1) / 2 - y) / max(x1 - x0, y1 - y0, 1.0))

    nearest = min(people, key=away, default=None)
    return nearest if nearest is not None and away(nearest) < _HINT_REACH else None


def _prominence(person: Person, width: int, height: int) -> float:
    """Give how large and central a person is, 0..1."""
    x0, y0, x1, y1 = array(person.box_in_image, 4)
    off_centre = hypot((x0 + x1) / 2 / width - 0.5, (y0 + y1) / 2 / height - 0.5)
    return float(max(x1 - x0, y1 - y0) / max(width, height) * (1 - off_centre)) * person.score
