"""Runs the fused stages over the bus: frames in, an answer of each stage to each frame out.

Once in effect by order: publish, await delivery, save the state, acknowledge; what the state says was answered is
passed over. A frame that can't be read costs itself alone: it goes to `dead_letters` with the reason.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Container, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Final

import msgspec
from msgspec.structs import replace

from bus.expired_unread import ExpiredUnread
from bus.protocol import Bus, Reader
from bus.record import Record, Ref
from bus.states import States
from contracts.codec import UnreadableMessageError, decode, encode
from contracts.dead_letters import DeadLetter
from contracts.event import EndOfStream, FrameRef
from contracts.frames import HEADER, FrameHeader
from contracts.release import RELEASE
from contracts.run import Run
from infra.fused import CUT, EndAnswer, FrameAnswer, Fused, FusedState
from processors.picture import Picture
from processors.stage import Shot

GROUP: Final = CUT
"""The group of readers that a chain's reader joins: the cut is part of a deployment's settings."""

_STAGE: Final = "detect"
"""Who gives a record up: the first of the stages, as nobody after it sees the record."""
_TOLD_AT_ONCE: Final = 4
"""Frames whose answers are published together: who watches sees them no later than that."""
_WAITING_AT_MOST: Final = 2
"""Frames of a live session that may wait; those before them are dropped."""

Answer = FrameAnswer | EndAnswer
_Sessions = dict[str, FusedState]


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a session."""

    run: Run
    live: bool = False
    """Its frames come from a camera: those that come too late are dropped, the end never is."""


WantedOf = Callable[[str], Awaitable[Wanted | None]]
"""What is wanted of a session, by its id; None: nothing any more, so its frames are passed over.

Raises an `UnreadableMessageError` that says why frames of this session can't be answered.
"""


@dataclass(frozen=True)
class _Asked:
    """One readable record: a frame or the end of its session."""

    record: Record
    message: Shot | EndOfStream
    wanted: Wanted

    @property
    def frame(self) -> int:
        return self.message.header.frame if isinstance(self.message, Shot) else self.message.frame

    def begins_anew(self, state: FusedState) -> bool:
        """Whether a session's frames are sent once more from the first on: not when this record was given before."""
        return isinstance(self.message, Shot) and self.frame == 0 and self.record.offset > state.offset >= 0


@dataclass
class Chain:
    """The stages over the sessions of a reader's partitions.

    Args:
        bus: where the answers go.
        reader: of the topic `frames`, in the group `GROUP`.
        fused: the stages.
        wanted_of: what is wanted of a session.
        states: where states are kept until their session has ended.
        thread: what inference runs on: one thread, never the event loop's.
        save_every: after how many frames states are saved and frames acknowledged; what was answered since is answered
            again, alike, after a crash.
    """

    bus: Bus
    reader: Reader
    fused: Fused
    wanted_of: WantedOf
    states: States
    thread: Executor
    save_every: int = 1
    _held: _Sessions = field(default_factory=dict)
    """States after what was answered last, by session."""
    _unsaved: set[str] = field(default_factory=set)
    """Sessions whose states are ahead of what is saved."""
    _taken: list[Record] = field(default_factory=list)
    """What was taken and is not acknowledged."""
    _next: dict[int, int] = field(default_factory=dict)
    """The offset that follows the last one read, by partition."""

    def __post_init__(self) -> None:
        self._unread = ExpiredUnread(self.bus, GROUP, _STAGE)

    async def step(self, at_most: int = 16, within_s: float = 0.01) -> list[Answer]:
        """Take frames, as many as there are at once, and answer them; return the answers once they are published.

        Args:
            at_most: how many frames to take.
            within_s: how long to wait for the first of them, seconds.
        """
        records = await self.reader.take(at_most, within_s)
        for letter in await self._unread.before(records, self.fused.now_s()):
            await self.bus.publish("dead_letters", letter.key, encode(letter))
        self._forget_unless_next(records)
        asked = [one for record in records if (one := await self._read(record)) is not None]
        for one in asked:
            await self._begin(one)
        late, given = _late(asked), list[Answer]()
        for begin in range(0, len(asked), _TOLD_AT_ONCE):
            given += await self._answer(asked[begin : begin + _TOLD_AT_ONCE], late)
        self._taken += records
        ended = any(isinstance(answer, EndAnswer) for answer in given)
        if ended or not records or len(self._taken) >= self.save_every:
            await self._save()
            await self._forget_ended(given)
        return given

    async def _answer(self, asked: Sequence[_Asked], late: Container[Ref]) -> list[Answer]:
        """Answer some frames, and publish the answers."""
        loop = asyncio.get_running_loop()
        after, answers = await loop.run_in_executor(self.thread, self._answer_all, dict(self._held), asked, late)
        await self._publish(answers)
        self._held |= after
        self._unsaved |= {record.key for record, _ in answers}
        return [answer for _, answer in answers]

    def _forget_unless_next(self, records: Sequence[Record]) -> None:
        """Where offsets jump, somebody else was at work meanwhile: saved states count then, not those held."""
        if any(self._next.get(record.partition, record.offset) != record.offset for record in _firsts(records)):
            self._held.clear()
            self._unsaved.clear()
            self._taken.clear()
        self._next |= {record.partition: record.offset + 1 for record in records}

    async def _read(self, record: Record) -> _Asked | None:
        """Read a record's header; None: nobody wants it, or it can't be read and went to the dead letters."""
        try:
            message = _message_of(record)
            wanted = await self.wanted_of(record.key)
        except UnreadableMessageError as error:
            await self._bury(record, str(error))
            return None
        return None if wanted is None else _Asked(record, message, wanted)

    async def _begin(self, one: _Asked) -> None:
        """Hold the state of a session: the saved one, or the first of all."""
        session, run = one.record.key, one.wanted.run
        held = self._held.get(session)
        if held is None or held.detect.run != run.id:
            saved = await self.states.load(CUT, session, run.id)
            decoded = None if saved is None else msgspec.msgpack.decode(saved, type=FusedState)
            self._held[session] = decoded or self.fused.start(run)

    def _answer_all(
        self, states: _Sessions, asked: Sequence[_Asked], late: Container[Ref]
    ) -> tuple[_Sessions, list[tuple[Record, Answer]]]:
        """Answer in order what is above its session's last answer; runs on the inference thread."""
        answers = list[tuple[Record, Answer]]()
        for one in asked:
            session = one.record.key
            if one.begins_anew(states[session]):
                states[session] = self.fused.start(one.wanted.run)
            if one.frame <= states[session].frame:
                continue
            answer: Answer
            if isinstance(one.message, Shot):
                drop = one.record.ref in late
                state, answer = self.fused.answer(states[session], one.message, drop=drop)
            else:
                state, answer = self.fused.finish(states[session], one.message)
            states[session] = replace(state, offset=one.record.offset)
            answers.append((one.record, answer))
        return states, answers

    async def _publish(self, answers: Sequence[tuple[Record, Answer]]) -> None:
        """Publish all answers in order, many on their way at once."""
        publishing = [
            self.bus.publish(topic, record.key, encode(event))
            for record, answer in answers
            for topic, event in answer.by_topic.items()
        ]
        await asyncio.gather(*publishing)
        for record, answer in answers:
            if isinstance(answer, FrameAnswer) and answer.unreadable:
                await self._bury(record, answer.unreadable)

    async def _save(self) -> None:
        """Save what each session has come to, then acknowledge."""
        for session in self._unsaved:
            state = self._held[session]
            await self.states.save(CUT, session, state.detect.run, msgspec.msgpack.encode(state))
        self._unsaved.clear()
        taken, self._taken = self._taken, []
        await self.reader.commit(taken)

    async def _forget_ended(self, answers: Sequence[Answer]) -> None:
        """Drop the states of sessions that are over; only now, as nothing of theirs comes again once acknowledged."""
        for end in (answer.end for answer in answers if isinstance(answer, EndAnswer)):
            await self.states.forget(CUT, end.session, end.run)
            self._held.pop(end.session, None)

    async def _bury(self, record: Record, reason: str) -> None:
        letter = DeadLetter(
            stage=_STAGE,
            version=RELEASE,
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


def _firsts(records: Sequence[Record]) -> Iterable[Record]:
    """Give the first record of each partition."""
    return {record.partition: record for record in reversed(records)}.values()


def _late(asked: Sequence[_Asked]) -> set[Ref]:
    """Find the frames of live sessions behind which so many others wait that nobody is to look at them."""
    waiting = Counter[str]()
    late = set()
    for one in reversed(asked):
        if one.wanted.live and isinstance(one.message, Shot):
            waiting[one.record.key] += 1
            if waiting[one.record.key] > _WAITING_AT_MOST:
                late.add(one.record.ref)
    return late


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
