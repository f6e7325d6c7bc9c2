"""The stage `pose`: finds the lifter's joints in each picture, and keeps an eye on whether the lifter is somebody else.

It follows its own region from frame to frame and uses a detection only when nobody is being followed. Whenever the
detector has looked and sees others too, their joints are found as well, as evidence for who the lifter is.
"""

from collections.abc import Collection, Sequence
from typing import Final

from msgspec.structs import replace

from contracts.detections import Detections, Person
from contracts.event import EndOfStream
from contracts.poses2d import Poses2d
from contracts.run import Run
from processors.body_box import inside, overlap
from processors.following import SAME_PLACE, followed, own_of
from processors.glance import Glance
from processors.lifter_choice import (
    Candidate,
    box_of,
    choose,
    fades,
    is_same,
    prominence,
    region_of,
    stays,
    takes_over,
    tapped,
    weigh,
)
from processors.lifter_place import Detected, moved_to
from processors.pose2d import Joints, PoseEstimator
from processors.pose_answer import poses
from processors.pose_state import PoseState
from processors.stage import Sighting

REVISION: Final = 2
"""Counted up whenever this code, or what it is made of, gives other answers."""
_PATIENCE_FRAMES = 60
"""For how many frames in a row a lifter who isn't seen is looked for at the same place."""
_FORGOTTEN = 0.05
"""Who is less prominent than this, or was longer ago, isn't remembered beside the lifter."""
_AHEAD_S = 0.5
"""For how long more has to speak for somebody else than for the lifter: one mistaken look changes nothing."""
_KNOWN_AFTER_LOOKS = 3
"""From when on that holds; before it whoever more speaks for is the lifter at once."""
_TAP_LASTS_FRAMES = 30
"""For how many frames after a tap the detector may show for the first time who stands there."""


class Pose:
    """Follows the lifter from picture to picture."""

    def __init__(self, estimator: PoseEstimator) -> None:
        self._estimator = estimator

    def start(self, run: Run) -> PoseState:
        """Give the state before the first frame."""
        return PoseState(run=run.id, hint=run.lifter_hint)

    def step(
        self, state: PoseState, messages: Sequence[Sighting | EndOfStream]
    ) -> tuple[PoseState, list[Poses2d | EndOfStream]]:
        """Answer each frame; the end is passed on."""
        answers: list[Poses2d | EndOfStream] = []
        for message in messages:
            if isinstance(message, EndOfStream):
                answers.append(message)
            else:
                state, people = self._people(state, message)
                state = replace(state, frame=message.detections.frame)
                answers.append(poses(message, state.lifter, state.box, people))
        return state, answers

    def _people(self, state: PoseState, sighting: Sighting) -> tuple[PoseState, dict[int, Joints]]:
        """Find the joints of the lifter and, after a look, of everybody else; by track."""
        seen = sighting.detections
        if seen.dropped:
            return state, {}
        glance = Glance(self._estimator, sighting)
        state, lifter = _lifter(_heed(state, seen), glance)
        state = _placed(state, glance, lifter)
        people = {state.lifter: lifter} if lifter is not None and state.lifter is not None else {}
        if seen.people:
            others = _others(state, glance, lifter)
            return _reconsider(state, glance, lifter, others), people | others
        return state, people


def _lifter(state: PoseState, glance: Glance) -> tuple[PoseState, Joints | None]:
    """Look for the lifter where they were last; once patience is over, where the detector sees somebody."""
    seen = glance.seen
    if _patient(state) and state.region is not None and state.lifter is not None:
        state, joints = followed(state, glance, state.region, state.lifter)
        return (state if joints is None else replace(state, region=joints.follow, missed=0)), joints
    chosen = choose(seen, state.region, state.others, state.hint)
    joints = None if chosen is None else glance.of(chosen)
    if chosen is None or joints is None:
        return replace(state, missed=state.missed + 1), None
    own = next((one for one in state.others if one.track == chosen.track), None)
    return _begun(state, chosen.track, joints, own), joints


def _begun(state: PoseState, track: int, joints: Joints, own: Candidate | None) -> PoseState:
    """Follow somebody from here on of whom nothing was known as the lifter."""
    return replace(
        state, lifter=track, region=joints.follow, anchor=joints.follow, place=None, colours=b"", missed=0, own=own
    )


def _patient(state: PoseState) -> bool:
    waits = state.missed < _PATIENCE_FRAMES or stays(state.own, state.others)
    return state.lifter is not None and waits


def _others(state: PoseState, glance: Glance, lifter: Joints | None) -> dict[int, Joints]:
    """Find everybody else whom the detector sees; of two who lie on each other the first counts."""
    others: dict[int, Joints] = {}
    taken = [] if lifter is None else [lifter.follow]
    for person in glance.seen.people:
        joints = glance.of(person) if person.track != state.lifter else None
        if joints is not None and not any(is_same(joints.follow, region) for region in taken):
            others[person.track] = joints
            taken.append(joints.follow)
    return others


def _heed(state: PoseState, seen: Detections) -> PoseState:
    """Make room for the tapped person, once the detector shows them at the tapped frame or soon after."""
    hint = state.hint
    if hint is None or state.hint_heeded or not hint.frame <= seen.frame <= hint.frame + _TAP_LASTS_FRAMES:
        return state
    person = tapped(seen.people, hint)
    if person is None:
        return state
    if person.track == state.lifter:
        return replace(state, hint_heeded=True)
    return replace(
        state,
        hint_heeded=True,
        lifter=person.track,
        region=region_of(person),
        place=None,
        missed=_PATIENCE_FRAMES,
        own=None,
    )


def _placed(state: PoseState, glance: Glance, lifter: Joints | None) -> PoseState:
    """Note where the lifter is: by the joints or the detector's box, else where they were as long as patience lasts."""
    seen = glance.seen
    own = own_of(state, glance)
    detected = None if own is None else _detected(own, seen)
    joints = None if lifter is None else glance.box(lifter)
    if lifter is None:
        state = _waited_for(state, seen)
    if joints is None and detected is None:
        return state if _patient(state) else replace(state, place=None)
    return replace(state, place=moved_to(state.place, joints, detected, seen.pts))


def _detected(person: Person, seen: Detections) -> Detected | None:
    """Give what a detector says that knows boxes, not just axes."""
    box = inside(box_of(person), seen.width, seen.height) if person.axis_in_image is None else None
    others = tuple(box_of(other) for other in seen.people if other is not person)
    return None if box is None else Detected(box, person.score, others)


def _waited_for(state: PoseState, seen: Detections) -> PoseState:
    """Wait on for a lifter without joints whom the detector sees, or somebody in their place."""
    box = state.box
    in_place = any(box is not None and overlap(box_of(person), box) >= SAME_PLACE for person in seen.people)
    if in_place and state.place is not None:
        state = replace(state, place=replace(state.place, seen_at_s=seen.pts))
    if in_place or any(person.track == state.lifter for person in seen.people):
        return replace(state, missed=min(state.missed, 1))
    return state


def _reconsider(state: PoseState, glance: Glance, lifter: Joints | None, others: dict[int, Joints]) -> PoseState:
    """Weigh what a look at everybody shows, and follow somebody else if it says so; a tapped lifter stays."""
    before = {candidate.track: candidate for candidate in state.others}
    seen = glance.seen

    def weighed_anew(track: int, joints: Joints, known: Candidate | None) -> Candidate:
        return weigh(track, joints, prominence(glance.box(joints), seen.width, seen.height), seen.pts, known)

    weighed = tuple(weighed_anew(track, joints, before.get(track)) for track, joints in others.items())
    own = fades(state.own, seen.pts) if state.own is not None and lifter is None else state.own
    if lifter is not None and state.lifter is not None:
        own = weighed_anew(state.lifter, lifter, own)
    state = replace(state, own=own, others=(*weighed, *_remembered(state, seen, others)))
    successor = None if state.hint else takes_over(own, weighed)
    state = _with_ahead(state, successor, seen.pts)
    known = own is not None and own.looks > _KNOWN_AFTER_LOOKS
    if successor is None or (known and seen.pts - state.ahead_since_s < _AHEAD_S):
        return state
    joints = others[successor.track]
    rest = tuple(one for one in (own, *state.others) if one is not None and one.track != successor.track)
    begun = replace(_begun(state, successor.track, joints, successor), others=rest)
    return replace(begun, place=moved_to(None, glance.box(joints), None, seen.pts))


def _with_ahead(state: PoseState, successor: Candidate | None, at_s: float) -> PoseState:
    """Note for whom more speaks than for the lifter, and since when."""
    track = None if successor is None else successor.track
    return state if track == state.ahead else replace(state, ahead=track, ahead_since_s=at_s)


def _remembered(state: PoseState, seen: Detections, others: Collection[int]) -> list[Candidate]:
    """Give those who were beside the lifter a short while ago and aren't seen now: they are not the lifter, either."""
    return [
        fades(one, seen.pts)
        for one in state.others
        if one.track not in others and one.track != state.lifter and one.prominence > _FORGOTTEN
    ]
