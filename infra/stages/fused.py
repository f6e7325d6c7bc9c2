"""Detect, pose, lift and judge, or neighbours among them, as one step: what a process runs in memory."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from contracts.detections import Detections
from contracts.event import EndOfStream, Event
from contracts.form import Form, FormEnd
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.run import Run
from infra.stages.cuts import ANSWERS_ON, STAGES, Cut
from infra.stages.gathering import Gathering
from processors.checked import ModelFailedError
from processors.detect import Detect, DetectState, answer_to
from processors.judge import Judge, JudgeState
from processors.lift import Lift, LiftState
from processors.pose import Pose
from processors.pose_state import PoseState
from processors.stage import Shot, Sighting

E = TypeVar("E", bound=Event)
Given = Shot | Sighting | Poses2d | Poses3d
"""What the first stage of a cut is given of a frame."""
_NOBODY: Final[Collection[str]] = ()


class FusedState(msgspec.Struct, frozen=True, kw_only=True, tag="fused.v2"):
    """The states of all stages after the same frame: kept as one value, so that they can't drift apart."""

    run: str
    detect: DetectState | None = None
    pose: PoseState | None = None
    lift: LiftState | None = None
    judge: JudgeState | None = None
    frame: int = -1
    """Index of the last frame that was answered, the end mark's included."""
    offset: int = -1
    """Where its picture lies in its partition of `frames`; the same frame given again lies there too."""


class StageFailedError(ModelFailedError):
    """A stage's model broke at a frame; says which model, and at which frame."""

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(reason)
        self.stage = stage


class StageFaultError(RuntimeError):
    """A stage itself broke at a frame: a fault of ours."""

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(reason)
        self.stage = stage


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


@dataclass(frozen=True)
class EndAnswer:
    """What the stages say when no more frames come."""

    end: EndOfStream
    form: FormEnd

    @property
    def frames_done(self) -> int:
        """How many frames the session had."""
        return self.end.frame


Said = dict[str, Event]
"""What the stages of a cut say of one frame, or of the end, by topic and in their order."""


@dataclass
class At:
    """Which stage is at work."""

    stage: str = ""


@dataclass(frozen=True)
class Fused:
    """Stages with their models, one or several neighbours.

    Args:
        now_s: the wall clock, seconds since the epoch; only traces carry it.
        gathering: brings together what several sessions ask of a model at the same time.
    """

    detect: Detect | None
    pose: Pose | None
    lift: Lift | None
    judge: Judge | None
    now_s: Callable[[], float]
    gathering: Gathering = field(default_factory=Gathering)

    @property
    def cut(self) -> Cut:
        """Which stages these are."""
        stages = (self.detect, self.pose, self.lift, self.judge)
        return Cut(tuple(name for name, stage in zip(STAGES, stages, strict=True) if stage is not None))

    def start(self, run: Run) -> FusedState:
        """Give the state before the first frame."""
        return FusedState(
            run=run.id,
            detect=None if self.detect is None else self.detect.start(run),
            pose=None if self.pose is None else self.pose.start(run),
            lift=None if self.lift is None else self.lift.start(run),
            judge=None if self.judge is None else self.judge.start(run),
        )

    def answer(
        self, state: FusedState, given: Given, *, unseen: Collection[str] = _NOBODY, at: At | None = None
    ) -> tuple[FusedState, Said]:
        """Answer one frame.

        Args:
            state: after the frame before.
            given: what the first stage is to look at.
            unseen: stages that are to answer without looking.
            at: is told which stage is at work.

        Raises:
            StageFailedError: a model broke; says which one, and at which frame.
            StageFaultError: a stage broke.
        """
        at = at or At()
        said: Said = {}
        shot = given.shot if isinstance(given, Sighting) else given if isinstance(given, Shot) else None
        seen = given.detections if isinstance(given, Sighting) else None
        poses2d, poses3d = _if(given, Poses2d), _if(given, Poses3d)
        detect, pose, lift, judge = state.detect, state.pose, state.lift, state.judge
        if self.detect is not None and detect is not None and shot is not None:
            with _named("detect", shot.header.frame, at):
                if "detect" in unseen:
                    seen = answer_to(shot, state.run, looked=False, dropped=True)
                    detect = replace(detect, frame=seen.frame)
                else:
                    detect, looked = self.detect.step(detect, [shot])
                    seen = _only(looked, Detections)
                said["detections"] = seen = self._stamped(seen, "detect")
        if self.pose is not None and pose is not None and seen is not None and shot is not None:
            with _named("pose", seen.frame, at):
                sighting = Sighting(replace(seen, dropped=seen.dropped or "pose" in unseen), shot)
                pose, posed = self.pose.step(pose, [sighting])
                said["poses2d"] = poses2d = self._stamped(_only(posed, Poses2d), "pose")
        if self.lift is not None and lift is not None and poses2d is not None:
            with _named("lift", poses2d.frame, at):
                if "lift" in unseen:
                    poses2d = replace(poses2d, people=(), lifter=None, dropped=True)
                lift, lifted = self.lift.step(lift, [poses2d])
                said["poses3d"] = poses3d = self._stamped(_only(lifted, Poses3d), "lift")
        if self.judge is not None and judge is not None and poses3d is not None:
            with _named("judge", poses3d.frame, at):
                if "judge" in unseen:
                    poses3d = replace(poses3d, body=None, dropped=True)
                judge, judged = self.judge.step(judge, [poses3d])
                said["form"] = self._stamped(_only(judged, Form), "judge")
        frame = next(iter(said.values())).frame
        return replace(state, detect=detect, pose=pose, lift=lift, judge=judge, frame=frame), said

    def finish(self, state: FusedState, end: EndOfStream) -> tuple[FusedState, Said]:
        """Pass the end on, with what could only be said then."""
        end = replace(end, run=state.run)
        said: Said = {ANSWERS_ON[name]: end for name in self.cut.stages}
        judge = state.judge
        if self.judge is not None and judge is not None:
            judge, judged = self.judge.step(judge, [end])
            said["form"] = self._stamped(_only(judged, FormEnd), "judge")
        return replace(state, judge=judge, frame=end.frame), said

    def _stamped(self, event: E, stage: str) -> E:
        """Say in an event's trace when a stage finished it."""
        trace = replace(event.trace, finished_at={**event.trace.finished_at, stage: self.now_s()})
        return replace(event, trace=trace)


@contextmanager
def _named(stage: str, frame: int, at: At) -> Iterator[None]:
    """Let what breaks inside name the stage and the frame."""
    at.stage = stage
    try:
        yield
    except ModelFailedError as error:
        raise StageFailedError(stage, f"{error} (at frame {frame})") from error
    except Exception as error:
        reason = f"{stage} broke at frame {frame}: {type(error).__name__}: {error}"
        raise StageFaultError(stage, reason) from error


def _if(given: Given, kind: type[E]) -> E | None:
    return given if isinstance(given, kind) else None


def _only(answers: Sequence[object], kind: type[E]) -> E:
    """Give the one answer of the expected kind: stages answer every message once."""
    (answer,) = answers
    if not isinstance(answer, kind):
        raise TypeError(f"a stage answered {type(answer).__name__} where {kind.__name__} belongs")
    return answer
