"""The stage `pose`: finds the lifter's joints in each picture, and keeps an eye on whether the lifter is somebody else.

It follows its own region from frame to frame and uses a detection only when nobody is being followed. Whenever the
detector has looked and sees others too, their joints are found as well, as evidence for who the lifter is.
"""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from contracts.arrays import array
from contracts.detections import Detections, Person
from contracts.event import EndOfStream
from contracts.poses2d import Poses2d
from contracts.run import LifterHint, Run
from processors.appearance import looks_of_trunk, mixed, unlike
from processors.body_box import Box, body_box, inside
from processors.detectors import Found
from processors.lifter_choice import (
    Candidate,
    agrees,
    box_of,
    choose,
    doubtful,
    fades,
    is_same,
    prominence,
    region_of,
    stays,
    takes_over,
    tapped,
    weigh,
)
from processors.pose2d import Ask, Joints, PoseEstimator
from processors.pose_answer import poses
from processors.region import Region
from processors.stage import Sighting, State

_LEAST_PRESENCE = 0.5
_PATIENCE_FRAMES = 60
"""For how many frames in a row a lifter who isn't seen is looked for at the same place."""
_FORGOTTEN = 0.05
"""Who is less prominent than this, or was longer ago, isn't remembered beside the lifter."""
_LOOKS_CHANGE = 0.2
"""Weight of the newest look at what the lifter looks like."""
_TAP_LASTS_FRAMES = 30
"""For how many frames after a tap the detector may show for the first time who stands there."""


class PoseState(State, frozen=True, kw_only=True, tag="pose.v1"):
    """What `pose` remembers of a session."""

    lifter: int | None = None
    """Track of the lifter; kept while they are out of sight."""
    region: Region | None = None
    """Where the lifter was seen last."""
    box: Box | None = None
    """The box around them then."""
    anchor: Region | None = None
    """Where they were when the detector last said so too: where to begin again when the region has slipped."""
    colours: bytes = b""
    """What they look like."""
    missed: int = 0
    """For how many frames in a row the lifter has not been seen there."""
    own: Candidate | None = None
    """What speaks for the lifter."""
    others: tuple[Candidate, ...] = ()
    """What speaks for everybody else who was in sight at the last look."""
    hint: LifterHint | None = None
    """Who a person said it is."""
    hint_heeded: bool = False
    """Whether the tapped person has been found."""


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
        state, lifter = self._lifter(_heed(state, seen), sighting)
        state = _boxed(state, seen, lifter)
        people = {state.lifter: lifter} if lifter is not None and state.lifter is not None else {}
        if seen.people:
            others = self._others(sighting, state, lifter)
            return _reconsider(state, seen, lifter, others), people | others
        return state, people

    def _lifter(self, state: PoseState, sighting: Sighting) -> tuple[PoseState, Joints | None]:
        """Look for the lifter where they were last; then where the detector sees somebody."""
        seen = sighting.detections
        patient = state.lifter is not None and (state.missed < _PATIENCE_FRAMES or stays(state.own, state.others))
        if patient and state.region is not None and state.lifter is not None:
            state, joints = self._followed(sighting, state, state.region, state.lifter)
            if joints is not None:
                return replace(state, region=joints.follow, missed=0), joints
        chosen = choose(_but_others(seen, state) if patient else seen, state.region, state.others, state.hint)
        stayed = chosen is not None and state.region is not None and is_same(region_of(chosen), state.region)
        joints = self._estimate(sighting, _found(chosen)) if chosen and (stayed or not patient) else None
        if chosen is None or joints is None:
            return replace(state, missed=state.missed + 1), None
        own = state.own if stayed else next((one for one in state.others if one.track == chosen.track), None)
        anchor = joints.follow
        return replace(
            state,
            lifter=chosen.track,
            region=anchor,
            anchor=anchor,
            colours=state.colours if stayed else b"",
            missed=0,
            own=own,
        ), joints

    def _followed(
        self, sighting: Sighting, state: PoseState, region: Region, lifter: int
    ) -> tuple[PoseState, Joints | None]:
        """Look where the lifter was; what a look at everybody says otherwise counts more.

        Regions can slip from one person to another who is close; numbers can too, but they know what people look like.
        """
        people = sighting.detections.people
        joints = self._estimate(sighting, region)
        own = next((person for person in people if person.track == lifter), None)
        if own is not None and (joints is None or doubtful(joints, own, people)):
            again = self._estimate(sighting, _found(own))
            if again is not None and (
                joints is None or (agrees(again, own) and _likelier(again, joints, state, sighting))
            ):
                joints = again
        if joints is None:
            return state, None
        if own is not None:
            return (_sure(state, joints, sighting) if agrees(joints, own) else state), joints
        here = _track_at(people, joints.follow, lifter)
        if here != lifter and any(other.track == here for other in state.others):
            return replace(state, region=state.anchor or state.region), None
        return replace(state, lifter=here), joints

    def _others(self, sighting: Sighting, state: PoseState, lifter: Joints | None) -> dict[int, Joints]:
        """Find everybody else whom the detector sees; of two who lie on each other the first counts."""
        others: dict[int, Joints] = {}
        taken = [] if lifter is None else [lifter.follow]
        for person in sighting.detections.people:
            joints = self._estimate(sighting, _found(person)) if person.track != state.lifter else None
            if joints is not None and not any(is_same(joints.follow, region) for region in taken):
                others[person.track] = joints
                taken.append(joints.follow)
        return others

    def _estimate(self, sighting: Sighting, where: Region | Found) -> Joints | None:
        joints = self._estimator.estimate([Ask(sighting.shot.picture, where)])[0]
        return joints if joints.presence >= _LEAST_PRESENCE else None


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
        state, hint_heeded=True, lifter=person.track, region=region_of(person), missed=_PATIENCE_FRAMES, own=None
    )


def _boxed(state: PoseState, seen: Detections, lifter: Joints | None) -> PoseState:
    """Keep the lifter's box: around the joints, else the detector's, else the last one as long as patience lasts."""
    if lifter is not None:
        return replace(state, box=_box(lifter, seen))
    own = next((person for person in seen.people if person.track == state.lifter), None)
    if own is not None:
        return replace(state, box=inside(box_of(own), seen.width, seen.height), missed=min(state.missed, 1))
    waits = state.missed < _PATIENCE_FRAMES or stays(state.own, state.others)
    return state if waits else replace(state, box=None)


def _sure(state: PoseState, joints: Joints, sighting: Sighting) -> PoseState:
    """Remember where the lifter is and what they look like, as the detector says the same."""
    colours = mixed(state.colours, looks_of_trunk(sighting.shot.picture.bgr, joints.joints_in_image), _LOOKS_CHANGE)
    return replace(state, anchor=joints.follow, colours=colours)


def _likelier(one: Joints, other: Joints, state: PoseState, sighting: Sighting) -> bool:
    """Tell whether the first of two looks at least as much like the lifter as the second."""
    bgr = sighting.shot.picture.bgr
    differ = [unlike(looks_of_trunk(bgr, joints.joints_in_image), state.colours) for joints in (one, other)]
    return differ[0] <= differ[1]


def _but_others(seen: Detections, state: PoseState) -> Detections:
    """Leave out whom earlier looks saw beside the lifter: nobody of them is the lifter under another number."""
    others = {other.track for other in state.others} - {state.lifter}
    return replace(seen, people=tuple(person for person in seen.people if person.track not in others))


def _box(joints: Joints, seen: Detections) -> Box | None:
    return body_box(joints.joints_in_image, joints.scores, seen.width, seen.height)


def _reconsider(state: PoseState, seen: Detections, lifter: Joints | None, others: dict[int, Joints]) -> PoseState:
    """Weigh what a look at everybody shows, and follow somebody else if it says so; a tapped lifter stays."""
    before = {candidate.track: candidate for candidate in state.others}

    def weighed_anew(track: int, joints: Joints, known: Candidate | None) -> Candidate:
        return weigh(track, joints, prominence(_box(joints, seen), seen.width, seen.height), seen.pts, known)

    weighed = tuple(weighed_anew(track, joints, before.get(track)) for track, joints in others.items())
    own = fades(state.own, seen.pts) if state.own is not None and lifter is None else state.own
    if lifter is not None and state.lifter is not None:
        own = weighed_anew(state.lifter, lifter, own)
    state = replace(state, own=own, others=(*weighed, *_remembered(state, seen, others)))
    successor = None if state.hint else takes_over(own, weighed)
    if successor is None:
        return state
    return replace(
        state,
        lifter=successor.track,
        region=others[successor.track].follow,
        anchor=others[successor.track].follow,
        colours=b"",
        box=_box(others[successor.track], seen),
        missed=0,
        own=successor,
        others=tuple(one for one in (own, *state.others) if one is not None and one.track != successor.track),
    )


def _remembered(state: PoseState, seen: Detections, others: Collection[int]) -> list[Candidate]:
    """Give those who were beside the lifter a short while ago and aren't seen now: they are not the lifter, either."""
    return [
        fades(one, seen.pts)
        for one in state.others
        if one.track not in others and one.track != state.lifter and one.prominence > _FORGOTTEN
    ]


def _track_at(people: Sequence[Person], region: Region, otherwise: int) -> int:
    """Tell which track stands where the lifter is being followed; after two people cross it may be another number."""
    here = [person.track for person in people if is_same(region_of(person), region)]
    return otherwise if otherwise in here or not here else here[0]


def _found(person: Person) -> Found:
    x0, y0, x1, y1 = (float(value) for value in array(person.box_in_image, 4))
    axis = None
    if person.axis_in_image is not None:
        ax, ay, bx, by = (float(value) for value in array(person.axis_in_image, 4))
        axis = (ax, ay, bx, by)
    return Found((x0, y0, x1, y1), person.score, axis)
