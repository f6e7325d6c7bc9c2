"""Runs the fused stages over the bus: frames in, an answer of each stage to each frame out.

Once in effect by order: publish, await delivery, save the state, acknowledge; what the state says was answered is
passed over. A frame that can't be read costs itself alone: it goes to `dead_letters` with the reason.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Final

import msgspec

from bus.protocol import Bus, Reader
from bus.record import Record
from bus.states import States
from contracts.codec import UnreadableMessageError, decode, encode
from contracts.dead_letters import DeadLetter
from contracts.event import EndOfStream, FrameRef
from contracts.frames import HEADER, FrameHeader
from contracts.run import Run
from infra.fused import CUT, EndAnswer, FrameAnswer, Fused, FusedState
from processors.picture import Picture
from processors.stage import Shot

GROUP: Final = "chain"
"""The group of readers that a chain's reader joins."""

Answer = FrameAnswer | EndAnswer
_Sessions = dict[str, FusedState]


@dataclass(frozen=True)
class _Asked:
    """One readable record: a frame or the end of its session."""

    record: Record
    message: Shot | EndOfStream

    @property
    def frame(self) -> int:
        return self.message.header.frame if isinstance(self.message, Shot) else self.message.frame


@dataclass
class Chain:
    """The stages over the sessions of a reader's partitions.

    Args:
        bus: where the answers go.
        reader: of the topic `frames`, in the group `GROUP`.
        fused: the stages.
        run_of: the run of a session.
        states: where states are kept until their session has ended.
        thread: what inference runs on: one thread, never the event loop's.
    """

    bus: Bus
    reader: Reader
    fused: Fused
    run_of: Callable[[str], Run]
    states: States
    thread: Executor
    _held: _Sessions = field(default_factory=dict)
    """States after what was acknowledged last, by session."""
    _next: dict[int, int] = field(default_factory=dict)
    """The offset that follows the last one read, by partition."""

    async def step(self, at_most: int = 16, within_s: float = 0.01) -> list[Answer]:
        """Take frames, as many as there are at once, and answer them; return the answers once they are acknowledged.

        Args:
            at_most: how many frames to take.
            within_s: how long to wait for the first of them, seconds.
        """
        records = await self.reader.take(at_most, within_s)
        self._forget_unless_next(records)
        asked = [one for record in records if (one := await self._read(record)) is not None]
        before = {one.record.key: await self._state(one.record.key) for one in asked}
        loop = asyncio.get_running_loop()
        after, answers = await loop.run_in_executor(self.thread, self._answer_all, before, asked)
        for record, answer in answers:
            await self._publish(record, answer)
        await self._keep(after)
        await self.reader.commit(records)
        given = [answer for _, answer in answers]
        await self._forget_ended(given)
        return given

    def _forget_unless_next(self, records: Sequence[Record]) -> None:
        """Where offsets jump, somebody else was at work meanwhile: saved states count then, not those held."""
        for record in records:
            if self._next.get(record.partition) != record.offset:
                self._held.clear()
            self._next[record.partition] = record.offset + 1

    async def _read(self, record: Record) -> _Asked | None:
        """Read a record's header; None: it can't be read and went to the dead letters."""
        try:
            return _Asked(record, _message_of(record))
        except UnreadableMessageError as error:
            await self._bury(record, str(error))
            return None

    async def _state(self, session: str) -> FusedState:
        if session in self._held:
            return self._held[session]
        run = self.run_of(session)
        saved = await self.states.load(CUT, session, run.id)
        return self.fused.start(run) if saved is None else msgspec.msgpack.decode(saved, type=FusedState)

    def _answer_all(self, before: _Sessions, asked: Sequence[_Asked]) -> tuple[_Sessions, list[tuple[Record, Answer]]]:
        """Answer in order what is above its session's last answer; runs on the inference thread."""
        states, answers = dict(before), list[tuple[Record, Answer]]()
        for one in asked:
            session = one.record.key
            if one.frame <= states[session].frame:
                continue
            answer: Answer
            if isinstance(one.message, Shot):
                states[session], answer = self.fused.answer(states[session], one.message)
            else:
                states[session], answer = self.fused.finish(states[session], one.message)
            answers.append((one.record, answer))
        return states, answers

    async def _publish(self, record: Record, answer: Answer) -> None:
        for topic, event in answer.by_topic.items():
            await self.bus.publish(topic, record.key, encode(event))
        if isinstance(answer, FrameAnswer) and answer.unreadable:
            await self._bury(record, answer.unreadable)

    async def _keep(self, states: Mapping[str, FusedState]) -> None:
        for session, state in states.items():
            await self.states.save(CUT, session, state.detect.run, msgspec.msgpack.encode(state))
            self._held[session] = state

    async def _forget_ended(self, answers: Sequence[Answer]) -> None:
        """Drop the states of sessions that are over; only now, as nothing of theirs comes again once acknowledged."""
        for end in (answer.end for answer in answers if isinstance(answer, EndAnswer)):
            await self.states.forget(CUT, end.session, end.run)
            self._held.pop(end.session, None)

    async def _bury(self, record: Record, reason: str) -> None:
        letter = DeadLetter(
            stage="detect",
            reason=reason,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            key=record.key,
            value=record.value,
            headers=dict(record.headers),
            failed_at=self.fused.now_s(),
        )
        await self.bus.publish("dead_letters", record.key, encode(letter))


def _message_of(record: Record) -> Shot | EndOfStream:
    """Read what a record of `frames` says.

    Raises:
        UnreadableMessageError: its header is missing, is none, or names another session than its key.
    """
    if HEADER not in record.headers:
        raise UnreadableMessageError(f"the record has no header {HEADER!r}")
    header = decode(record.headers[HEADER], FrameHeader, EndOfStream)
    if not isinstance(header, FrameHeader | EndOfStream):
        raise TypeError(f"neither a frame's header nor an end was decoded, but {type(header).__name__}")
    if header.session != record.key:
        raise UnreadableMessageError(f"the header is of session {header.session!r}, the key of {record.key!r}")
    if isinstance(header, EndOfStream):
        return header
    return Shot(header, Picture(jpeg=record.value), FrameRef(partition=record.partition, offset=record.offset))
