"""The stage `pose`: finds the lifter's joints in each picture, and keeps an eye on whether the lifter is somebody else.

It follows its own region from frame to frame and uses a detection only when nobody is being followed. Whenever the
detector has looked and sees others too, their joints are found as well, as evidence for who the lifter is.
"""

from collections.abc import Sequence
from math import hypot

from msgspec.structs import replace

from contracts.arrays import array, floats
from contracts.detections import Person
from contracts.event import EndOfStream
from contracts.poses2d import PersonPose, Poses2d
from contracts.run import LifterHint, Run
from processors.detectors import Found
from processors.lifter_choice import Candidate, choose, takes_over, weigh
from processors.pose2d import Ask, Joints, PoseEstimator
from processors.region import Region
from processors.stage import Sighting, State

_LEAST_PRESENCE = 0.5
_PATIENCE_FRAMES = 30
"""For how many frames in a row a lifter who isn't seen is looked for at the same place."""
_SAME = 0.25
"""Two people whose middles lie nearer than this, in sizes of their region, are one."""


class PoseState(State, frozen=True, kw_only=True, tag="pose.v1"):
    """What `pose` remembers of a session."""

    lifter: int | None = None
    """Track of the lifter; kept while they are out of sight."""
    region: Region | None = None
    """Where to look for the lifter in the next frame; None: nobody is being followed."""
    missed: int = 0
    """For how many frames in a row the lifter has not been seen at `region`."""
    candidates: tuple[Candidate, ...] = ()
    hint: LifterHint | None = None
    """Who a person said it is."""


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
                answers.append(_poses(message, state.lifter, people))
        return state, answers

    def _people(self, state: PoseState, sighting: Sighting) -> tuple[PoseState, dict[int, Joints]]:
        """Find the joints of the lifter and, after a look, of everybody else; by track."""
        seen = sighting.detections
        if seen.dropped:
            return state, {}
        if state.hint is not None and seen.frame == state.hint.frame:
            state = replace(state, lifter=None, region=None)
        state, people = self._lifter(state, sighting)
        if seen.people:
            people |= self._others(sighting, people.get(state.lifter) if state.lifter is not None else None)
            state = _reconsider(state, people)
        return state, people

    def _lifter(self, state: PoseState, sighting: Sighting) -> tuple[PoseState, dict[int, Joints]]:
        if state.region is not None and state.lifter is not None:
            joints = self._estimate(sighting, state.region)
            if joints is not None:
                lifter = _track_at(sighting.detections.people, joints.follow, state.lifter)
                return replace(state, lifter=lifter, region=joints.follow, missed=0), {lifter: joints}
        chosen = choose(sighting.detections, state.lifter, state.candidates, state.hint)
        joints = self._estimate(sighting, _found(chosen)) if chosen else None
        if chosen is not None and joints is not None:
            return replace(state, lifter=chosen.track, region=joints.follow, missed=0), {chosen.track: joints}
        missed = state.missed + 1
        return replace(state, missed=missed, region=state.region if missed < _PATIENCE_FRAMES else None), {}

    def _others(self, sighting: Sighting, lifter: Joints | None) -> dict[int, Joints]:
        others: dict[int, Joints] = {}
        for person in sighting.detections.people:
            joints = self._estimate(sighting, _found(person))
            if joints is not None and (lifter is None or not _same(joints.follow, lifter.follow)):
                others[person.track] = joints
        return others

    def _estimate(self, sighting: Sighting, where: Region | Found) -> Joints | None:
        joints = self._estimator.estimate([Ask(sighting.shot.picture, where)])[0]
        return joints if joints.presence >= _LEAST_PRESENCE else None


def _reconsider(state: PoseState, people: dict[int, Joints]) -> PoseState:
    """Follow somebody else if a look at everybody says so; whom a person tapped stays the lifter."""
    state = replace(state, candidates=weigh(state.candidates, people))
    successor = None if state.hint else takes_over(state.lifter, state.candidates, tuple(people))
    if successor is None:
        return state
    return replace(state, lifter=successor, region=people[successor].follow, missed=0)


def _same(a: Region, b: Region) -> bool:
    return hypot(a.x - b.x, a.y - b.y) < _SAME * max(a.side, b.side)


def _track_at(people: Sequence[Person], region: Region, otherwise: int) -> int:
    """Tell which track stands where the lifter is being followed; after two people cross it may be another number."""
    if not people or any(person.track == otherwise and _same(_region(person), region) for person in people):
        return otherwise
    return next((person.track for person in people if _same(_region(person), region)), otherwise)


def _region(person: Person) -> Region:
    x0, y0, x1, y1 = (float(value) for value in array(person.box_in_image, 4))
    return Region((x0 + x1) / 2, (y0 + y1) / 2, max(x1 - x0, y1 - y0), 0.0)


def _found(person: Person) -> Found:
    x0, y0, x1, y1 = (float(value) for value in array(person.box_in_image, 4))
    axis = None
    if person.axis_in_image is not None:
        ax, ay, bx, by = (float(value) for value in array(person.axis_in_image, 4))
        axis = (ax, ay, bx, by)
    return Found((x0, y0, x1, y1), person.score, axis)


def _poses(sighting: Sighting, lifter: int | None, people: dict[int, Joints]) -> Poses2d:
    seen, header = sighting.detections, sighting.shot.header
    return Poses2d(
        session=seen.session,
        run=seen.run,
        camera=seen.camera,
        frame=seen.frame,
        pts=seen.pts,
        trace=seen.trace,
        people=tuple(_person_pose(track, joints) for track, joints in people.items()),
        lifter=lifter if lifter in people else None,
        intrinsics=header.intrinsics,
        gravity_in_camera=header.gravity_in_camera,
        dropped=seen.dropped,
        width=seen.width,
        height=seen.height,
    )


def _person_pose(track: int, joints: Joints) -> PersonPose:
    hint = joints.joints_in_body
    return PersonPose(
        track=track,
        score=joints.presence,
        joints_in_image=floats(joints.joints_in_image),
        joint_scores=floats(joints.scores),
        joints_in_body=None if hint is None else floats(hint),
    )
