"""The stage `judge`: bodies over time become phases, reps, verdicts and cues. Deterministic, and silent where unsure.

Squats are judged; of other lifts it passes on the angles, and counts nothing. Where the lift wasn't told, a rep counts
if it is like a squat.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec.structs import replace

from contracts.arrays import array
from contracts.event import EndOfStream
from contracts.form import (
    CueFired,
    Form,
    FormEnd,
    FormEvent,
    LightShown,
    RepEnded,
    SetEnded,
    SetStarted,
    VerdictGiven,
)
from contracts.poses3d import Body, Poses3d
from contracts.run import Run
from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES, Lift, LiftChoice, Phase
from processors.geometry.body_scale import HEIGHT_UNLESS_TOLD_M
from processors.judging.profile import profile_of
from processors.judging.samples import Samples, sample
from processors.judging.showing import Showing, showing
from processors.judging.squat import light_for, squat_rep
from processors.judging.squat_motion import Finished, Motion, advance, flush
from processors.judging.which_lift import SQUAT_FROM, squat_likeness
from processors.stage import State

REVISION: Final = 2
"""Counted up whenever this code, or what it is made of in `judging/`, gives other answers."""
_SET_OVER_AFTER_S: Final = 20.0
"""So long without another rep ends the set."""
_KEPT_S: Final = 1.0
"""So much of the past is kept between reps, to date the next one's start."""
_GONE_AFTER_S: Final = 3.0
"""So long without a body ends the rep under way: it counts if most of it was seen."""
_BETWEEN_REPS: Final[tuple[Phase, ...]] = ("setup", "rest")
_KNEES: Final = [ANGLES.index("knee_flexion_left"), ANGLES.index("knee_flexion_right")]


class JudgeState(State, frozen=True, kw_only=True, tag="judge.v1"):
    """What `judge` remembers of a session."""

    lift: LiftChoice = "auto"
    profile: str = "ipf"
    height_m: float = HEIGHT_UNLESS_TOLD_M
    motion: Motion = Motion()
    samples: bytes = b""
    """The frames of the rep under way, and a moment before it."""
    set: int = -1
    """Number of the newest set."""
    set_start_s: float | None = None
    """When the set under way began; None: between sets."""
    reps: int = 0
    last_end_s: float = 0.0
    deepest_fall: float = 0.0
    likeness: float = 1.0
    """How much the reps of the set are like squats, 0..1, the least of them; 1 where the lift was told."""
    showing: Showing | None = None
    """The cue that was shown last; None: none was."""


class Judge:
    """Tells what the form is like, from poses alone."""

    def start(self, run: Run) -> JudgeState:
        """Give the state before the first frame.

        Raises:
            UnknownProfileError: there is no such profile.
        """
        profile_of(run.profile)
        height_m = run.height_m or HEIGHT_UNLESS_TOLD_M
        return JudgeState(run=run.id, lift=run.lift, profile=run.profile, height_m=height_m)

    def step(
        self, state: JudgeState, messages: Sequence[Poses3d | EndOfStream]
    ) -> tuple[JudgeState, list[Form | FormEnd]]:
        """Answer each frame; the end brings what could only be said then."""
        answers: list[Form | FormEnd] = []
        for message in messages:
            if isinstance(message, EndOfStream):
                state, events = _finish(state)
                answers.append(_end(message, events))
            else:
                state, events = _judge(state, message)
                fired = [event.cue for event in events if isinstance(event, CueFired)]
                state = replace(state, frame=message.frame, showing=showing(state.showing, fired, message.pts))
                answers.append(_form(state, message, events))
        return state, answers


def judges(lift: LiftChoice) -> bool:
    """Tell whether reps of this lift are judged."""
    return lift in ("auto", "squat")


def _judge(state: JudgeState, poses: Poses3d) -> tuple[JudgeState, tuple[FormEvent, ...]]:
    events: tuple[FormEvent, ...] = ()
    if poses.pts - (state.motion.at_s or poses.pts) > _GONE_AFTER_S:
        state, events = _flush(state)
    seen = _height_and_bend(state, poses.body) if judges(state.lift) else None
    motion, finished = advance(state.motion, poses.pts, *seen) if seen else (state.motion, None)
    if poses.body is not None and motion is not state.motion:
        row = sample(poses.body, poses.frame, poses.pts)
        state = replace(state, motion=motion, samples=state.samples + row)
    if finished is not None:
        state, more = _rep(state, finished)
    else:
        state, more = _leave_set(state, poses.pts)
    return _forget(state), events + more


def _height_and_bend(state: JudgeState, body: Body | None) -> tuple[float, float] | None:
    """Give the mid-hip's height in body heights and the mean flexion of the knees given, degrees; None: not given."""
    if body is None:
        return None
    height = float(array(body.joints_in_world, 26, 3)[INDEX["hip"], 1]) / state.height_m
    bends = [float(bend) for bend in array(body.angles, len(ANGLES))[_KNEES] if np.isfinite(bend)]
    return (height, float(np.mean(bends))) if bends and np.isfinite(height) else None


def _forget(state: JudgeState) -> JudgeState:
    """Keep the frames from a moment before the rep under way, or before the next one may have begun; no other rep's."""
    motion = state.motion
    since_s = (motion.near_s if motion.phase in _BETWEEN_REPS else motion.start_s) - _KEPT_S
    kept = Samples.unpack(state.samples).between(max(since_s, state.last_end_s), motion.at_s or 0.0)
    return replace(state, samples=kept.pack())


def _rep(state: JudgeState, finished: Finished) -> tuple[JudgeState, tuple[FormEvent, ...]]:
    """Take in a finished rep: the first of a set begins the set."""
    events: list[FormEvent] = []
    profile = profile_of(state.profile)
    samples = Samples.unpack(state.samples)
    likeness = 1.0 if state.lift == "squat" else squat_likeness(samples.between(finished.start_s, finished.end_s))
    if likeness < SQUAT_FROM:
        return state, ()
    new_set = state.set_start_s is None
    if new_set:
        state = replace(state, set=state.set + 1, reps=0, deepest_fall=0.0, likeness=1.0)
    deepest_fall, likeness = max(state.deepest_fall, finished.fall), min(state.likeness, likeness)
    state = replace(state, deepest_fall=deepest_fall, likeness=likeness)
    rep = squat_rep(state.reps, samples, finished, deepest_fall, profile)
    if new_set:
        state = replace(state, set_start_s=rep.start_s)
        events.append(SetStarted(set=state.set, lift="squat", start_s=rep.start_s))
    light, rules = light_for(rep, profile)
    events += [VerdictGiven(set=state.set, rep=rep.index, check=check) for check in rep.checks]
    events.append(LightShown(set=state.set, rep=rep.index, light=light, rules=rules))
    events += [CueFired(set=state.set, rep=rep.index, cue=cue) for cue in rep.cues[:1]]
    events.append(RepEnded(set=state.set, rep=rep))
    return replace(state, reps=state.reps + 1, last_end_s=rep.end_s), tuple(events)


def _leave_set(state: JudgeState, now_s: float) -> tuple[JudgeState, tuple[FormEvent, ...]]:
    """End the set under way once nothing has happened for a while."""
    waiting = state.motion.phase in _BETWEEN_REPS and state.set_start_s is not None
    if not waiting or now_s - state.last_end_s < _SET_OVER_AFTER_S:
        return state, ()
    return _end_set(state)


def _end_set(state: JudgeState) -> tuple[JudgeState, tuple[FormEvent, ...]]:
    ended = SetEnded(
        set=state.set,
        lift="squat",
        lift_confidence=state.likeness,
        start_s=state.set_start_s or 0.0,
        end_s=state.last_end_s,
        reps=state.reps,
    )
    return replace(state, set_start_s=None), (ended,)


def _finish(state: JudgeState) -> tuple[JudgeState, tuple[FormEvent, ...]]:
    """Say what is left to say at the end of the stream."""
    state, events = _flush(state)
    if state.set_start_s is not None:
        state, ended = _end_set(state)
        events += ended
    return state, events


def _flush(state: JudgeState) -> tuple[JudgeState, tuple[FormEvent, ...]]:
    """Wait no longer for the lifter to finish the rep under way."""
    motion, finished = flush(state.motion)
    state, events = _rep(state, finished) if finished is not None else (state, ())
    return replace(state, motion=motion, samples=b""), events


def _form(state: JudgeState, poses: Poses3d, events: tuple[FormEvent, ...]) -> Form:
    phase: Phase = state.motion.phase if poses.body is not None and judges(state.lift) else "unknown"
    in_rep = phase in ("descent", "bottom", "ascent", "lockout", "fail")
    lift: Lift | None = state.lift if state.lift != "auto" else "squat" if state.set_start_s is not None else None
    return Form(
        session=poses.session,
        run=poses.run,
        camera=poses.camera,
        frame=poses.frame,
        pts=poses.pts,
        trace=poses.trace,
        lift=lift,
        phase=phase,
        set=state.set if state.set_start_s is not None else None,
        rep=(state.reps if state.set_start_s is not None else 0) if in_rep else None,
        reps=state.reps if state.set_start_s is not None else 0,
        angles=poses.body.angles if poses.body else None,
        angles_std=poses.body.angles_std if poses.body else None,
        cue=state.showing.at(poses.pts) if state.showing else None,
        events=events,
        dropped=poses.dropped,
    )


def _end(end: EndOfStream, events: tuple[FormEvent, ...]) -> FormEnd:
    return FormEnd(
        session=end.session,
        run=end.run,
        camera=end.camera,
        frame=end.frame,
        pts=end.pts,
        trace=end.trace,
        reason=end.reason,
        events=events,
    )
