"""Who of several people the lifter is: by evidence that builds up from look to look, and by what a person tapped.

A lifter's hands and hips go up and down. With a bar on the back the hands stay at the shoulders, and on a bench the
trunk lies with the hands above it; a spotter stands. What somebody far behind does counts less than the same near by.
"""

from collections.abc import Sequence
from math import hypot, sin

import msgspec
import numpy as np
from msgspec import structs

from contracts.arrays import array
from contracts.detections import Detections, Person
from contracts.run import LifterHint
from contracts.skeleton import INDEX
from processors.body_box import Box, inside, overlap
from processors.follow import region_from_axis
from processors.pose2d import Joints
from processors.region import Region

_KEPT_PER_S = 0.8
"""Share of the evidence that is left after a second."""
_PLAY = 0.1
"""So far, in trunks, joints go to and fro without counting: who stands still seems to move so much."""
_MOST_AT_ONCE = 0.6
"""More than this, in trunks, no hip or hand goes up or down between two looks: the rest is a mistake."""
_NEW = 0.3
"""Weight of the newest look's posture."""
_AT_SHOULDERS = 0.35
"""How far from the shoulder's height a hand may be, in trunks."""
_LYING = 0.5
"""Rise of a trunk, in trunks, below which it lies."""
_HANDS_DOWN = 0.3
"""How far below a lying trunk hands may be, in trunks: who bends over a bar has them lower."""
_FACTOR, _LEAD = 1.3, 0.5
"""By how much what speaks for somebody else must exceed what speaks for the lifter."""
_HELD_AFTER_LOOKS = 3
"""From when on the lifter is held so; before that whoever more speaks for is."""
_NEAR_COUNTS = 3
"""Power of the size, compared with the largest, by which evidence is weighed."""
_GROWS = 0.3
"""Share of a longer trunk that a look adds to the size: one guess too long doesn't bring anybody near."""
_SHRINKS_PER_S = 0.99
"""What is left of the size after a second."""
_LEAP = 1.0
"""Who seems to have moved further than this sideways between two looks, in trunks, is somebody else."""
_SAME = 0.25
"""Two people whose middles lie nearer than this, in sizes of the larger, are one."""
_AGREES = 0.4
"""Share of two boxes, the joints' and a detection's, from which on they are one person's."""
_ASKEW = 0.75
"""Sine of the angle between two axes from which on they are not one body's; which end is the head doesn't matter."""
_GROWN = 1.6
"""How much larger one of two regions may be that are one body's: one that takes in two people is."""
_HINT_REACH = 0.75
"""How far from a person's middle a tap may lie to mean that person, in sizes of their box."""


class Candidate(msgspec.Struct, frozen=True):
    """What speaks for one person; positions are those of the last look, px."""

    track: int
    seen_at_s: float
    """Media time of that look."""
    motion: float
    """How much hips and hands went up and down, in trunks; older looks count less."""
    posture: float
    """In how many of the last looks they held a bar as one holds it in a squat or a bench press, 0..1."""
    prominence: float
    """How large and central they are, 0..1."""
    size_px: float
    """The longest their trunk was lately: legs are often guessed."""
    looks: int
    """How many looks have shown them."""
    hip_x: float
    hip_y: float
    """Height of the hips from which their going up and down counts, px downwards."""
    wrist_y: float
    """The same of the middle of both wrists."""


def weigh(track: int, person: Joints, prominence: float, at_s: float, before: Candidate | None) -> Candidate:
    """Add what one look, at a media time, shows of a person to what was known."""
    x, y = person.joints_in_image[:, 0], person.joints_in_image[:, 1]
    hip, neck, wrists = INDEX["hip"], INDEX["neck"], [INDEX["left_wrist"], INDEX["right_wrist"]]
    trunk = max(float(np.hypot(x[neck] - x[hip], y[neck] - y[hip])), 1.0)
    hip_y, wrist_y = float(y[hip]), float(y[wrists].mean())
    posture = person.presence * float(_hands_up(person, trunk) or _lies(person, trunk, wrist_y))
    motion, size_px = 0.0, trunk
    if before is not None and abs(float(x[hip]) - before.hip_x) < _LEAP * trunk:
        since_s = max(at_s - before.seen_at_s, 0.0)
        hips, hip_y = _moved(before.hip_y, hip_y, trunk)
        hands, wrist_y = _moved(before.wrist_y, wrist_y, trunk)
        seen = float(person.scores[hip]), float(person.scores[wrists].mean())
        motion = _faded(before.motion, since_s) + seen[0] * hips + seen[1] * hands / 2
        posture = before.posture + _NEW * (posture - before.posture)
        size_px = before.size_px * _SHRINKS_PER_S**since_s
        size_px += _GROWS * max(trunk - size_px, 0.0)
    looks = before.looks + 1 if before else 1
    return Candidate(track, at_s, motion, posture, prominence, size_px, looks, float(x[hip]), hip_y, wrist_y)


def _moved(before_px: float, now_px: float, trunk: float) -> tuple[float, float]:
    """Give how far something has gone beyond its play, in trunks, and from where it counts next, px."""
    play = _PLAY * trunk
    counts_from = min(max(before_px, now_px - play), now_px + play)
    return min(abs(counts_from - before_px) / trunk, _MOST_AT_ONCE), counts_from


def _faded(value: float, since_s: float) -> float:
    return value * float(_KEPT_PER_S ** max(since_s, 0.0))


def _hands_up(person: Joints, trunk: float) -> bool:
    y = person.joints_in_image[:, 1]
    return all(
        abs(float(y[INDEX[f"{side}_wrist"]] - y[INDEX[f"{side}_shoulder"]])) < _AT_SHOULDERS * trunk
        for side in ("left", "right")
    )


def _lies(person: Joints, trunk: float, wrist_y: float) -> bool:
    """Tell whether the trunk lies and the hands aren't below it; a guess of depth shows it also along the view."""
    body = person.joints_in_image if person.joints_in_body is None else person.joints_in_body
    along = body[INDEX["neck"]] - body[INDEX["hip"]]
    rises = -float(along[1]) < _LYING * max(float(np.linalg.norm(along)), 1e-6)
    lowest = float(max(person.joints_in_image[INDEX["neck"], 1], person.joints_in_image[INDEX["hip"], 1]))
    return rises and wrist_y < lowest + _HANDS_DOWN * trunk


def takes_over(lifter: Candidate | None, others: Sequence[Candidate]) -> Candidate | None:
    """Tell for whom clearly more speaks than for the lifter; None: for nobody."""
    everybody = [*others, *([lifter] if lifter else [])]
    largest = max((one.size_px for one in everybody), default=1.0)
    best = max(others, key=lambda one: _speaks_for(one, largest), default=None)
    needed = 0.0
    if lifter:
        held = min(1.0, (lifter.looks - 1) / _HELD_AFTER_LOOKS)
        needed = (1 + held * (_FACTOR - 1)) * _speaks_for(lifter, largest) + held * _LEAD
    return best if best is not None and _speaks_for(best, largest) > needed else None


def fades(lifter: Candidate, at_s: float) -> Candidate:
    """Let what speaks for somebody fade who isn't seen at this time."""
    since_s = at_s - lifter.seen_at_s
    return structs.replace(
        lifter,
        seen_at_s=at_s,
        motion=_faded(lifter.motion, since_s),
        posture=_faded(lifter.posture, since_s),
        prominence=_faded(lifter.prominence, since_s),
    )


def stays(lifter: Candidate | None, others: Sequence[Candidate]) -> bool:
    """Tell whether a lifter who isn't seen is waited for: more still speaks for them than for anybody who is."""
    largest = max((one.size_px for one in [*others, *([lifter] if lifter else [])]), default=1.0)
    most = max((_speaks_for(one, largest) for one in others), default=0.0)
    return lifter is not None and bool(others) and _speaks_for(lifter, largest) > most


def _speaks_for(one: Candidate, largest_px: float) -> float:
    nearness = (one.size_px / max(largest_px, 1.0)) ** _NEAR_COUNTS
    return one.prominence + (one.posture + one.motion) * nearness


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
    largest = max((one.size_px for one in others), default=1.0)
    known = {one.track: _speaks_for(one, largest) for one in others}
    return max(
        seen.people,
        key=lambda person: known.get(person.track, prominence(box_of(person), seen.width, seen.height) * person.score),
        default=None,
    )


def is_same(a: Region, b: Region) -> bool:
    """Tell whether two regions are about one person: their middles lie near for their size."""
    return hypot(a.x - b.x, a.y - b.y) < _SAME * max(a.side, b.side)


def agrees(joints: Joints, person: Person) -> bool:
    """Tell whether joints and a detection show the same body: they lie in its box, or along the axis that it tells."""
    if person.axis_in_image is None:
        given = joints.joints_in_image[joints.scores > 0]
        if not len(given):
            return False
        (x0, y0), (x1, y1) = given.min(axis=0).tolist(), given.max(axis=0).tolist()
        return overlap((x0, y0, x1, y1), box_of(person)) >= _AGREES
    ax, ay, bx, by = (float(value) for value in array(person.axis_in_image, 4))
    told, followed = region_from_axis((ax, ay, bx, by)), joints.follow
    smaller, larger = sorted((told.side, followed.side))
    near = hypot(told.x - followed.x, told.y - followed.y) < _SAME * smaller
    return near and larger < _GROWN * smaller and abs(sin(told.angle - followed.angle)) < _ASKEW


def doubtful(joints: Joints, own: Person, people: Sequence[Person]) -> bool:
    """Tell whether joints that were followed may have left the person whom the detector sees as the same.

    A box that it found is sure enough to say so; of a body's axis it only counts where they lie on somebody else's.
    """
    if agrees(joints, own):
        return False
    return own.axis_in_image is None or any(agrees(joints, person) for person in people if person is not own)


def region_of(person: Person) -> Region:
    """Give the upright square around a detection."""
    x0, y0, x1, y1 = box_of(person)
    return Region((x0 + x1) / 2, (y0 + y1) / 2, max(x1 - x0, y1 - y0), 0.0)


def box_of(person: Person) -> Box:
    """Give a detection's box."""
    x0, y0, x1, y1 = (float(value) for value in array(person.box_in_image, 4))
    return x0, y0, x1, y1


def tapped(people: Sequence[Person], hint: LifterHint) -> Person | None:
    """Find whom a tap means; None: nobody is near it."""
    x, y = (float(value) for value in array(hint.point_in_image, 2))
    nearest = min(people, key=lambda person: _away(person, x, y), default=None)
    return nearest if nearest is not None and _away(nearest, x, y) < _HINT_REACH else None


def _away(person: Person, x: float, y: float) -> float:
    """Give how far a point is from a person's middle, in sizes of their box."""
    region = region_of(person)
    return hypot(region.x - x, region.y - y) / max(region.side, 1.0)


def prominence(box: Box | None, width: int, height: int) -> float:
    """Give how large and central what is seen of a person is, 0..1."""
    seen = inside(box, width, height) if box else None
    if seen is None:
        return 0.0
    x0, y0, x1, y1 = seen
    off_centre = hypot((x0 + x1) / 2 / width - 0.5, (y0 + y1) / 2 / height - 0.5)
    return max(x1 - x0, y1 - y0) / max(width, height) * (1 - off_centre)
