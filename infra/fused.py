"""Detect, pose, lift and judge as one step: what a process runs that hands their results over in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from contracts.detections import Detections
from contracts.event import EndOfStream, Event, Trace
from contracts.form import Form, FormEnd
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.run import Run
from processors.checked import ModelFailedError
from processors.detect import Detect, DetectState
from processors.judge import Judge, JudgeState
from processors.lift import Lift, LiftState
from processors.picture import UnreadablePictureError
from processors.pose import Pose
from processors.pose_state import PoseState
from processors.stage import Shot, Sighting

CUT: Final = "detect+pose+lift+judge"
"""Names this cut of the chain, where states are kept."""

E = TypeVar("E", bound=Event)


class FusedState(msgspec.Struct, frozen=True, kw_only=True, tag="fused.v1"):
    """The states of all stages after the same frame: kept as one value, so that they can't drift apart."""

    detect: DetectState
    pose: PoseState
    lift: LiftState
    judge: JudgeState
    frame: int = -1
    """Index of the last frame that was answered, the end mark's included."""
    offset: int = -1
    """Where its record lies in its partition of `frames`; the same record given again lies there too."""


@dataclass(frozen=True)
class FrameAnswer:
    """All that the stages say of one frame."""

    shot: Shot
    detections: Detections
    poses2d: Poses2d
    poses3d: Poses3d
    form: Form
    unreadable: str = ""
    """Why the picture could not be read and the frame was answered unseen; "": it could, or nobody looked."""

    @property
    def frames_done(self) -> int:
        """How many frames of the session are answered with this one."""
        return self.form.frame + 1

    @property
    def by_topic(self) -> dict[str, Event]:
        """What goes onto which topic, in order."""
        return {"detections": self.detections, "poses2d": self.poses2d, "poses3d": self.poses3d, "form": self.form}


@dataclass(frozen=True)
class EndAnswer:
    """What the stages say when no more frames come."""

    end: EndOfStream
    form: FormEnd

    @property
    def frames_done(self) -> int:
        """How many frames the session had."""
        return self.end.frame

    @property
    def by_topic(self) -> dict[str, Event]:
        """What goes onto which topic, in order."""
        return {"detections": self.end, "poses2d": self.end, "poses3d": self.end, "form": self.form}


@dataclass(frozen=True)
class Fused:
    """The four stages with their models.

    Args:
        now_s: the wall clock, seconds since the epoch; only traces carry it.
    """

    detect: Detect
    pose: Pose
    lift: Lift
    judge: Judge
    now_s: Callable[[], float]

    def start(self, run: Run) -> FusedState:
        """Give the state before the first frame."""
        return FusedState(
            detect=self.detect.start(run),
            pose=self.pose.start(run),
            lift=self.lift.start(run),
            judge=self.judge.start(run),
        )

    def answer(self, state: FusedState, shot: Shot, *, drop: bool = False) -> tuple[FusedState, FrameAnswer]:
        """Answer one frame; one that is to be dropped, or whose picture can't be read, is answered unseen.

        Raises:
            ModelFailedError: a model broke; says which one, and at which frame.
        """
        try:
            return self._answer(state, shot, drop)
        except ModelFailedError as error:
            raise ModelFailedError(f"{error} (at frame {shot.header.frame})") from error

    def _answer(self, state: FusedState, shot: Shot, drop: bool) -> tuple[FusedState, FrameAnswer]:
        unreadable = "" if drop else _unreadable(shot)
        if drop or unreadable:
            seen = _unseen(shot, state.detect.run)
            detect = replace(state.detect, frame=seen.frame)
        else:
            detect, answers = self.detect.step(state.detect, [shot])
            seen = _only(answers, Detections)
        seen = self._stamped(seen, "detect")
        pose, poses = self.pose.step(state.pose, [Sighting(seen, shot)])
        poses2d = self._stamped(_only(poses, Poses2d), "pose")
        lift, lifted = self.lift.step(state.lift, [poses2d])
        poses3d = self._stamped(_only(lifted, Poses3d), "lift")
        judge, judged = self.judge.step(state.judge, [poses3d])
        form = self._stamped(_only(judged, Form), "judge")
        state = FusedState(detect=detect, pose=pose, lift=lift, judge=judge, frame=seen.frame)
        return state, FrameAnswer(shot, seen, poses2d, poses3d, form, unreadable)

    def finish(self, state: FusedState, end: EndOfStream) -> tuple[FusedState, EndAnswer]:
        """Pass the end on, with what could only be said then."""
        detect, ends = self.detect.step(state.detect, [end])
        end = _only(ends, EndOfStream)
        pose, passed = self.pose.step(state.pose, [end])
        lift, lifted = self.lift.step(state.lift, [_only(passed, EndOfStream)])
        judge, judged = self.judge.step(state.judge, [_only(lifted, EndOfStream)])
        form = self._stamped(_only(judged, FormEnd), "judge")
        state = FusedState(detect=detect, pose=pose, lift=lift, judge=judge, frame=end.frame)
        return state, EndAnswer(end, form)

    def _stamped(self, event: E, stage: str) -> E:
        """Say in an event's trace when a stage finished it."""
        trace = replace(event.trace, finished_at={**event.trace.finished_at, stage: self.now_s()})
        return replace(event, trace=trace)


def _unreadable(shot: Shot) -> str:
    """Decode the picture for all stages; say why it can't be, or nothing."""
    try:
        _ = shot.picture.bgr
    except UnreadablePictureError as error:
        return str(error)
    return ""


def _unseen(shot: Shot, run: str) -> Detections:
    header = shot.header
    return Detections(
        session=header.session,
        run=run,
        camera=header.camera,
        frame=header.frame,
        pts=header.pts,
        trace=Trace(frame_ref=shot.frame_ref, captured_at=header.captured_at, received_at=header.received_at),
        looked=False,
        dropped=True,
        width=header.width,
        height=header.height,
    )


def _only(answers: Sequence[object], kind: type[E]) -> E:
    """Give the one answer of the expected kind: stages answer every message once."""
    (answer,) = answers
    if not isinstance(answer, kind):
        raise TypeError(f"a stage answered {type(answer).__name__} where {kind.__name__} belongs")
    return answer
