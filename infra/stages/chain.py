"""Runs the stages of a cut over the bus: frames in, an answer of each stage to each frame out.

Once in effect by order: publish, await delivery, save the state, acknowledge; what the state says was answered is
passed over. A frame that can't be read, or at which a model breaks or hangs, costs itself alone: it is answered unseen,
and goes to `dead_letters` with the reason.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from bus.expired_unread import ExpiredUnread
from bus.letters import letter_of
from bus.partitioner import partition_of
from bus.protocol import Bus, Reader
from bus.record import NO_HEADERS, Record
from bus.states import States as SavedStates
from contracts.codec import UnreadableMessageError, encode
from contracts.dead_letters import DeadLetter
from contracts.detections import Detections
from contracts.event import SHADOW
from infra.stages.answering_turns import Answering, Patience, States
from infra.stages.asked import Answered, Asked, Fault, Wanted, message_of, unseen_shot
from infra.stages.cuts import WHOLE
from infra.stages.decided_before import decided_before
from infra.stages.fused import Fused, FusedState
from infra.stages.inference import Inference
from infra.stages.pictures import Pictures
from infra.stages.waiting import Waiting, before_all
from processors.stage import Shot, Sighting

GROUP: Final = WHOLE.name
"""The group of readers that the reader of a whole chain joins: the cut is part of a deployment's settings."""
SHADOW_GROUP: Final = f"{GROUP} shadow"
"""The group of those that run beside."""
_MARK: Final = {SHADOW: b""}
_WAITING_AT_MOST: Final = 256
"""Frames that are read ahead, so that those of a live session are found among the many of others; 60 KB each."""

WantedOf = Callable[[str, int], Awaitable[Wanted | None]]
"""What is wanted of a session, by its id, and by the number of the take that brought its frame: what is newly said of
sessions need be looked for once a take. None: nothing any more, so its frames are passed over.

Raises an `UnreadableMessageError` that says why frames of this session can't be answered.
"""
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Flight:
    """Answers on their way."""

    after: States
    """The states after them."""
    answered: list[Answered]
    publishing: "asyncio.Task[None]"


@dataclass
class Chain:
    """The stages of a cut over the sessions of a reader's partitions.

    Args:
        bus: where the answers go, and pictures come from.
        reader: of the topic that the cut reads, in the group of its name.
        fused: the stages.
        wanted_of: what is wanted of a session.
        states: where states are kept until their session has ended.
        inference: what models run on.
        save_every: after how many frames of each session states are saved and frames acknowledged; what was answered
            since is answered again, alike, after a crash.
        patience: None: a model that breaks is raised, one that hangs is waited for.
        shadow: the stages run beside those that count: their answers are marked so (`contracts.event.SHADOW`), and what
            can't be read is buried by the others.
    """

    bus: Bus
    reader: Reader
    fused: Fused
    wanted_of: WantedOf
    states: SavedStates
    inference: Inference
    save_every: int = 1
    patience: Patience | None = None
    shadow: bool = False
    _held: States = field(default_factory=dict)
    """States after what was published last, by session."""
    _flight: "_Flight | None" = None
    """Answers that are being published while the next are found."""
    _saving: "asyncio.Task[None] | None" = None
    """States that are being saved, and frames acknowledged behind them, meanwhile."""
    _unsaved: set[str] = field(default_factory=set)
    """Sessions whose states are ahead of what is saved."""
    _dropped: dict[str, dict[int, bool]] = field(default_factory=dict)
    """Whether frames of live sessions, by their offset, were dropped when they were given before."""
    _waiting: Waiting = field(default_factory=Waiting)
    _taken: list[Record] = field(default_factory=list)
    """What was taken, is done with, and is not acknowledged."""
    _takes: int = 0
    _shares: int = -1
    """Which share of the partitions all this is about."""

    def __post_init__(self) -> None:
        self._cut = self.fused.cut
        self._pictures = Pictures(self.bus)
        self._answering = Answering(self.fused, self.inference, self.patience)
        self._unread = ExpiredUnread(self.bus, self._cut.name, self._cut.stages[0])

    @property
    def sessions(self) -> int:
        """Of how many sessions the state is loaded."""
        return len(self._held)

    async def step(self, at_most: int = _WAITING_AT_MOST, within_s: float = 0.01) -> list[Answered]:
        """Take frames, as many as there are at once, and answer those that are next; return what is published by then.

        Args:
            at_most: how many frames to take.
            within_s: how long to wait for the first of them, seconds, where none waits.
        """
        if self._shares != self.reader.shares:
            await self.hand_over()
            self._shares = self.reader.shares
            await self._pictures.keep_only(self.reader.partitions)
        room = min(at_most, _WAITING_AT_MOST - len(self._waiting))
        is_busy = self._waiting or self._flight
        records = await self.reader.take(room, 0 if is_busy else within_s) if room > 0 else []
        self._takes += 1
        await self._let_wait(records)
        turn = self._waiting.next_turn()
        after, answered = await self._answering.answer(self._newest, turn)
        landed = await self._land()
        if answered:
            await self.reader.sure()
        if self._shares == self.reader.shares:
            self._waiting.done(turn)
            self._flight = _Flight(after, answered, asyncio.create_task(self._publish(answered)))
        if not self._waiting:
            landed += await self._land()
        is_due = len(self._taken) >= self.save_every * max(1, len(self._unsaved))
        if is_due or not (records or landed) or _any_end(landed):
            await self._save()
        if not self._waiting or _any_end(landed):
            await self._until_saved()
            await self._forget_ended(landed)
        return landed

    async def _land(self) -> list[Answered]:
        """Wait until what is on its way is published; only then its states and records count."""
        if self._flight is None:
            return []
        flight = self._flight
        await asyncio.shield(flight.publishing)  # who is cancelled here lands it when handing over
        self._flight = None
        self._held |= flight.after
        self._unsaved |= flight.after.keys()
        self._taken += [one.asked.record for one in flight.answered]
        return flight.answered

    @property
    def _newest(self) -> States:
        """States after what was answered last, published or not."""
        return self._held if self._flight is None else self._held | self._flight.after

    async def hand_over(self) -> None:
        """Save and acknowledge what is answered, and forget all: others may have the partitions, or get them now."""
        await self._land()
        await self._save()
        await self._until_saved()
        self._held.clear()
        self._dropped.clear()
        self._waiting.clear()
        self._taken.clear()

    async def close(self) -> None:
        """Hand over, and stop reading pictures."""
        await self.hand_over()
        await self._pictures.close()

    async def _let_wait(self, records: Sequence[Record]) -> None:
        """Read records, and let what is wanted wait for its turn; what can't be read goes to the dead letters."""
        letters = await self._unread.before(records, self.fused.now_s())
        buried = [self._bury(letter) for letter in letters]
        for record in records:
            try:
                asked = await self._read(record)
            except UnreadableMessageError as error:
                buried.append(self._bury(self._letter(record, Fault(self._cut.stages[0], str(error)))))
                asked = None
            if asked is None:
                self._taken.append(record)
            else:
                await self._begin(asked)
                dropped = self._dropped.get(record.key, {}).pop(record.offset, None)
                self._waiting.add(asked if dropped is None else replace(asked, dropped_before=dropped))
        await asyncio.gather(*buried)

    async def _read(self, record: Record) -> Asked | None:
        """Read a record; None: nobody wants it."""
        message = message_of(record, self._cut)
        wanted = await self.wanted_of(record.key, self._takes)
        if wanted is None or (not isinstance(message, Shot) and message.run not in {"", wanted.run.id}):
            return None
        if not isinstance(message, Detections):
            return Asked(record, message, wanted)
        ref = message.trace.frame_ref
        picture = None if ref is None else await self._pictures.of(ref)
        if picture is None:
            return Asked(record, Sighting(message, unseen_shot(message)), wanted, "its picture isn't kept any more")
        shot = message_of(picture, WHOLE)
        if not isinstance(shot, Shot):
            raise UnreadableMessageError("where its picture should lie is the end of a session")
        return Asked(record, Sighting(message, shot), wanted)

    async def _begin(self, asked: Asked) -> None:
        """Hold the state of a session: the saved one, or the first of all."""
        session, run = asked.record.key, asked.wanted.run
        held = self._held.get(session)
        if held is None or held.run != run.id:
            saved = await self.states.load(self._cut.name, session, run.id)
            self._held[session] = (saved and _decoded(saved, session)) or self.fused.start(run)
            if asked.may_be_late:
                self._dropped[session] = await decided_before(self.bus, self._cut, asked.record, run.id)

    async def _publish(self, answered: Sequence[Answered]) -> None:
        """Publish all answers in order, many on their way at once; first why frames are answered unseen."""
        await asyncio.gather(
            *(self._bury(self._letter(one.asked.record, fault)) for one in answered for fault in one.faults)
        )
        publishing = [
            self.bus.publish(topic, one.asked.record.key, encode(event), _MARK if self.shadow else NO_HEADERS)
            for one in answered
            for topic, event in one.said.items()
        ]
        await asyncio.gather(*publishing)

    async def _save(self) -> None:
        """Begin to save what each session has come to, where its partition is still ours, and then to acknowledge."""
        await self._until_saved()
        ours = self.reader.partitions
        unsaved = [one for one in self._unsaved if partition_of(one, self.bus.partitions) in ours]
        on_their_way = [one.asked.record for one in self._flight.answered] if self._flight is not None else []
        done = before_all(self._taken, (*self._waiting.firsts(), *on_their_way))
        refs = {(one.topic, one.ref) for one in done}
        self._unsaved.clear()
        self._taken = [one for one in self._taken if (one.topic, one.ref) not in refs]
        self._saving = asyncio.create_task(self._write({one: self._held[one] for one in unsaved}, done))

    async def _write(self, states: States, done: Sequence[Record]) -> None:
        await asyncio.gather(*(self._save_state(session, state) for session, state in states.items()))
        await self.reader.commit(done)

    async def _until_saved(self) -> None:
        if self._saving is not None:
            await asyncio.shield(self._saving)  # who is cancelled here waits for it when handing over
            self._saving = None

    async def _save_state(self, session: str, state: FusedState) -> None:
        await self.states.save(self._cut.name, session, state.run, msgspec.msgpack.encode(state), state.offset)

    async def _forget_ended(self, answered: Sequence[Answered]) -> None:
        """Drop the states of sessions that are over; only now, as nothing of theirs comes again once acknowledged."""
        for one in answered:
            if one.is_end:
                session = one.asked.record.key
                await self.states.forget(self._cut.name, session, one.asked.wanted.run.id)
                self._held.pop(session, None)
                self._dropped.pop(session, None)
                if session in self._waiting:
                    self._held[session] = self.fused.start(one.asked.wanted.run)

    def _letter(self, record: Record, fault: Fault) -> DeadLetter:
        return letter_of(record, fault.stage, fault.reason, self.fused.now_s())

    async def _bury(self, letter: DeadLetter) -> None:
        if not self.shadow:
            await self.bus.publish("dead_letters", letter.key, encode(letter))


def _any_end(answered: Sequence[Answered]) -> bool:
    return any(one.is_end for one in answered)


def _decoded(saved: bytes, session: str) -> FusedState | None:
    try:
        return msgspec.msgpack.decode(saved, type=FusedState)
    except msgspec.MsgspecError as error:
        _log.warning("Session %s begins anew: its state is of another version (%s).", session, error)
        return None
