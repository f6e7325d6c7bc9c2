"""What is known of each session, fed by the topic `sessions`, and the one place that the worker changes it from.

Others write sessions too: they upload, cancel, delete, and ask for another run. What they say counts. A change of ours
that was on its way when they spoke is dropped by a bus that can compare (`Bus.publish`, `over`). Over one that can't it
comes to lie behind their word, which is then said again; who is killed in between leaves the session as ours had it.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Final, Literal

from msgspec.structs import replace

from bus.errors import OvertakenError
from bus.partitioner import partition_of
from bus.protocol import Bus, PartitionReader, Reader
from bus.record import Record, Ref
from contracts.codec import UnreadableMessageError, decode, encode
from contracts.session_changes import dated
from contracts.sessions import Session
from contracts.vocabulary import UNFINISHED

GROUP: Final = "ingest"
"""The group of readers that the worker joins."""
_TOPIC: Final = "sessions"
_WAIT_S: Final = 60.0
_LOOK_S: Final = 0.2
"""How often to look whether the share has changed, at least."""

Word = Literal["asked", "stop", "gone", "lost"]
"""What may come over a session: it is asked for, from its first frame; stopped; deleted; another worker's now."""


class SessionBook:
    """Follows the topic and publishes changes.

    Of several workers each cares for the sessions of its share of the partitions, and only for those with a video; what
    was left unfinished on a partition is taken up by whoever gets it.

    Args:
        bus: with the topic `sessions`.
        now_s: the wall clock, seconds since the epoch.
        heard: is called with a session's id and each word on it.
        goes_on: whether a session that was running goes on where it was, and so stays running; else it is queued anew.
    """

    def __init__(
        self,
        bus: Bus,
        now_s: Callable[[], float],
        heard: Callable[[str, Word], Awaitable[None]],
        *,
        goes_on: bool = False,
    ) -> None:
        self._bus, self._now_s, self._heard, self._goes_on = bus, now_s, heard, goes_on
        self._sessions: dict[str, Session] = {}
        self._gone: set[str] = set()
        self._ours: dict[tuple[str, bytes], int] = {}
        """What we published and have not read again yet: how often others had spoken of the session by then."""
        self._words: Counter[str] = Counter()
        """How often others spoke, by session."""
        self._last: dict[str, int] = {}
        """Offset of the last record that we know of, by session."""
        self._turn = asyncio.Lock()
        """So that one change of ours doesn't overtake another."""
        self._waiting: dict[str, None] = {}
        """Ids in the order in which they are to be processed."""
        self._stirred = asyncio.Event()
        self._caught_up: set[int] = set()
        """Partitions of which all is known."""
        self._share_now: frozenset[int] = frozenset()
        """Partitions whose sessions are ours to work on."""

    async def follow(self) -> None:
        """Read what is said of sessions, until the bus is closed (`BusClosedError`) or this is cancelled."""
        member = await self._bus.read([_TOPIC], GROUP)
        try:
            async with asyncio.TaskGroup() as tasks:
                for partition in range(self._bus.partitions):
                    tasks.create_task(self._follow(partition))
                tasks.create_task(self._follow_share(member))
        finally:
            await member.close()

    async def _follow(self, partition: int) -> None:
        """Read a partition from its beginning; nothing is done about what was said before all of it is known."""
        begin, end = await self._bus.span(_TOPIC, partition)
        reader = await self._bus.records_from(_TOPIC, Ref(partition, begin))
        try:
            await self._read_on(reader, Ref(partition, begin), end)
        finally:
            await reader.close()

    async def _read_on(self, reader: PartitionReader, begin: Ref, end: int) -> None:
        at = begin.offset
        while at < end:
            for record in await reader.take(256, _WAIT_S):
                self._know(record)
                self._last[record.key] = record.offset
                at = record.offset + 1
        self._caught_up.add(begin.partition)
        while True:
            for record in await reader.take(256, _WAIT_S):
                await self._read(record)
                self._stirred.set()

    async def _follow_share(self, member: Reader) -> None:
        """Be a member of the group, and work on the sessions of the partitions that are our share."""
        while True:
            await self._share(member.partitions & self._caught_up)
            await member.commit(await member.take(256, _LOOK_S))

    async def _share(self, share: frozenset[int]) -> None:
        gained, lost = share - self._share_now, self._share_now - share
        self._share_now = share
        for session in list(self._sessions):
            if self._partition(session) in lost:
                self._waiting.pop(session, None)
                await self._heard(session, "lost")
        for known in list(self._sessions.values()):
            if self._partition(known.session) in gained and known.state in UNFINISHED:
                if known.state == "uploaded":
                    await self._heard(known.session, "asked")
                await self._take_up(known)

    async def _take_up(self, session: Session) -> None:
        """Put a session that has a video in the queue."""
        if session.media is None:
            return
        self._waiting[session.session] = None
        if session.state != "running" or not self._goes_on:
            await self.change(session.session, state="queued", reason="", frames=0, frames_dropped=0)
        self._stirred.set()

    async def next(self) -> Session:
        """Wait for a session that is to be processed, and take it; of several the one that was asked for first."""
        while not self._waiting:
            self._stirred.clear()
            await self._stirred.wait()
        session = next(iter(self._waiting))
        del self._waiting[session]
        return self._sessions[session]

    def is_gone(self, session: str) -> bool:
        """Whether a session is deleted."""
        return session in self._gone

    async def change(self, session: str, **fields: Any) -> None:  # noqa: ANN401 - a field of `Session` may be anything
        """Publish a session with other fields; not if it was cancelled or deleted meanwhile."""
        known = self._sessions.get(session)
        if known is not None and known.state != "cancelled":
            await self._publish(session, dated(replace(known, **fields), self._now_s()))

    async def _publish(self, session: str, said: Session | None) -> None:
        """Publish what a session is; one that is cancelled while it publishes may have done so all the same."""
        value = b"" if said is None else encode(said)
        if said is not None:
            self._sessions[session] = said
        async with self._turn:
            self._ours[session, value] = self._words[session]
            try:
                ref = await self._bus.publish(_TOPIC, session, value, over=self._last.get(session, -1))
            except OvertakenError:
                self._ours.pop((session, value), None)  # what others said will be read, and counts
            else:
                self._last[session] = max(ref.offset, self._last.get(session, -1))

    async def _say_again(self, session: str) -> None:
        known = self._sessions.get(session)
        await self._publish(session, None if known is None else dated(known, self._now_s()))

    async def _read(self, record: Record) -> None:
        session = record.key
        self._last[session] = max(record.offset, self._last.get(session, -1))
        words = self._ours.pop((session, record.value), None)
        if words is not None:  # ours, and behind the word of others if they spoke while it was on its way
            if words != self._words[session]:
                await self._say_again(session)
            return
        self._words[session] += 1
        self._waiting.pop(session, None)
        told = self._know(record)
        if session in self._gone:
            await self._heard(session, "gone")
            if record.value:
                await self._say_again(session)
        elif told is not None and record.partition in self._share_now:
            await self._hear(told)

    async def _hear(self, told: Session) -> None:
        if told.state == "cancelled":
            await self._heard(told.session, "stop")
        elif told.state == "uploaded":
            await self._heard(told.session, "asked")
            await self._take_up(told)

    def _know(self, record: Record) -> Session | None:
        """Note what a session is now, and give it; None: it is gone, or can't be read, which who stores it buries."""
        if not record.value or record.key in self._gone:
            self._gone.add(record.key)
            self._sessions.pop(record.key, None)
            return None
        try:
            told = decode(record.value, Session)
        except UnreadableMessageError:
            return None
        self._sessions.pop(record.key, None)
        self._sessions[record.key] = told
        return told

    def _partition(self, session: str) -> int:
        return partition_of(session, self._bus.partitions)
