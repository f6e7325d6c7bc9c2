"""Lets stages answer what is next of each session, side by side, on the inference thread.

A frame that nobody can look at, or at which a model breaks or hangs, costs itself alone: it is answered unseen.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from msgspec.structs import replace

from bus.record import Ref
from contracts.event import EndOfStream, FrameRef, Trace
from infra.stages.asked import Answered, Asked, Fault, unreadable
from infra.stages.fused import At, Fused, FusedState, Said, StageFailedError, StageFaultError
from infra.stages.inference import HangsError, Inference
from infra.stages.waiting import Turn
from processors.stage import Shot

States = dict[str, FusedState]
"""By session."""
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patience:
    """What is done at a frame at which a model breaks or hangs: it is answered unseen, and the next one is next."""

    frame_s: float
    """How long a frame may take, seconds; the first one after the models were loaded too."""
    reload: Callable[[], Fused]
    """Loads the stages anew: a model that hangs is left behind, in whatever it is doing."""


@dataclass
class Answering:
    """The stages, and how they are asked.

    Args:
        fused: the stages.
        inference: what models run on.
        patience: None: a model that breaks is raised, one that hangs is waited for.
    """

    fused: Fused
    inference: Inference
    patience: Patience | None

    @property
    def _frame_s(self) -> float | None:
        return None if self.patience is None else self.patience.frame_s

    async def answer(self, states: States, turn: Turn) -> tuple[States, list[Answered]]:
        """Answer what is next; give the states after it."""
        if not turn.asked:
            return {}, []
        try:
            return await self.inference.run(partial(self._answer_all, states, turn, (), At()), self._frame_s)
        except HangsError:
            return await self._one_by_one(states, turn)

    async def _one_by_one(self, held: States, turn: Turn) -> tuple[States, list[Answered]]:
        """Answer each alone, as one of them makes a model hang; that one is answered unseen by its stage."""
        states: States = {}
        answered = list[Answered]()
        await self._reload()
        for asked in turn.asked:
            faults = list[Fault]()
            while True:
                at, unseen = At(), {fault.stage for fault in faults}
                work = partial(self._answer_all, held | states, Turn([asked], turn.late), unseen, at)
                try:
                    after, told = await self.inference.run(work, self._frame_s)
                except HangsError:
                    faults.append(Fault(at.stage, self._took_too_long(at, asked)))
                    await self._reload()
                else:
                    break
            states |= after
            answered += [_with_faults(one, faults) for one in told]
        return states, answered

    async def _reload(self) -> None:
        if self.patience is not None:
            self.fused = await self.inference.run(self.patience.reload)

    def _took_too_long(self, at: At, asked: Asked) -> str:
        reason = f"{at.stage} didn't answer frame {asked.frame} within {self._frame_s:g} s, and was left behind"
        _log.error("Session %s: %s.", asked.record.key, reason)
        return reason

    def _answer_all(self, states: States, turn: Turn, unseen: Collection[str], at: At) -> tuple[States, list[Answered]]:
        """Answer the sessions side by side; runs on the inference thread."""
        by_session: dict[str, list[Asked]] = {}
        for one in turn.asked:
            by_session.setdefault(one.record.key, []).append(one)
        works = [
            partial(self._answer_session, states[session], asked, turn.late, unseen, at)
            for session, asked in by_session.items()
        ]
        done = self.fused.gathering.together(works)
        after = {session: state for session, (state, _) in zip(by_session, done, strict=True)}
        return after, [one for _, answered in done for one in answered]

    def _answer_session(
        self, state: FusedState, asked: Sequence[Asked], late: Collection[Ref], unseen: Collection[str], at: At
    ) -> tuple[FusedState, list[Answered]]:
        """Answer in order what is above the session's last answer; the rest is done with already."""
        answered = list[Answered]()
        for one in asked:
            if _begins_anew(one, state):
                state = self.fused.start(one.wanted.run)
            if one.wanted.run.id != state.run or one.frame <= state.frame or _is_before(one, state):
                answered.append(Answered(one, {}))
                continue
            if isinstance(one.given, EndOfStream):
                state, said = self.fused.finish(state, _placed(one.given, one))
                faults = list[Fault]()
            else:
                not_looked = {*unseen, "detect"} if one.record.ref in late else set(unseen)
                state, said, faults = self._say(state, one, not_looked, at)
            state = replace(state, offset=state.offset if one.at is None else one.at)
            answered.append(Answered(one, said, tuple(faults)))
        return state, answered

    def _say(self, state: FusedState, one: Asked, unseen: set[str], at: At) -> tuple[FusedState, Said, list[Fault]]:
        """Answer a frame; stages that can't look, or break when they do, answer unseen."""
        faults = list[Fault]()
        assert not isinstance(one.given, EndOfStream)  # noqa: S101 - ends are finished
        if one.expired:
            faults.append(Fault("pose", one.expired))
        if isinstance(one.given, Shot) and "detect" not in unseen and (reason := unreadable(one.given)):
            faults.append(Fault("detect", reason))
        while True:
            not_looked = unseen | {fault.stage for fault in faults}
            try:
                after, said = self.fused.answer(state, one.given, unseen=not_looked, at=at)
            except (StageFailedError, StageFaultError) as error:
                if self.patience is None or error.stage in not_looked:
                    raise
                faults.append(Fault(error.stage, str(error)))
            else:
                return after, said, faults


def _with_faults(one: Answered, faults: Sequence[Fault]) -> Answered:
    """Add faults before an answer's own."""
    return Answered(one.asked, one.said, (*faults, *one.faults))


def _begins_anew(one: Asked, state: FusedState) -> bool:
    """Whether a session's frames are sent once more from the first on: not when this one was given before."""
    return not isinstance(one.given, EndOfStream) and one.frame == 0 and (one.at or 0) > state.offset >= 0


def _is_before(one: Asked, state: FusedState) -> bool:
    """Whether what was answered last lies behind this in the log: it was given before, or by somebody who was late."""
    return one.at is not None and one.at <= state.offset


def _placed(end: EndOfStream, one: Asked) -> EndOfStream:
    """Say where a session's end lies, for those who get it passed on."""
    if one.record.topic != "frames":
        return end
    return replace(end, trace=Trace(frame_ref=FrameRef(partition=one.record.partition, offset=one.record.offset)))
