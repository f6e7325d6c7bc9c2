"""What is known of each session, fed by the topic `sessions`, and the one place that the worker changes it from.

Others write sessions too: they upload, cancel, delete, and ask for another run. What they say counts. So a change of
ours is written only over what we have read: one that was on its way when they spoke is dropped. Were it written, and
their word said again behind it, then a process killed in between would have lost what it had promised.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final, Literal

from msgspec.structs import replace

from bus.errors import OvertakenError
from bus.memory import MemoryBus
from bus.record import Record
from contracts.codec import UnreadableMessageError, decode, encode
from contracts.sessions import Session

GROUP: Final = "ingest"
"""The group of readers that the worker joins."""
_WAITING: Final = {"uploaded", "queued", "running"}
_TICK_S: Final = 1e-5

Word = Literal["asked", "stop", "gone"]
"""What others may say of a session: process it, from its first frame; stop; it is deleted."""


class SessionBook:
    """Follows the topic and publishes changes.

    Args:
        bus: with the topic `sessions`.
        now_s: the wall clock, seconds since the epoch.
        heard: is called with a session's id and each word of others on it.
    """

    def __init__(self, bus: MemoryBus, now_s: Callable[[], float], heard: Callable[[str, Word], None]) -> None:
        self._bus, self._now_s, self._heard = bus, now_s, heard
        self._sessions: dict[str, Session] = {}
        self._gone: set[str] = set()
        self._ours: set[bytes] = set()
        """What we published and have not read again yet."""
        self._written: set[str] = set()
        """Sessions that we have changed."""
        self._last: dict[str, int] = {}
        """Offset of the last that we know of, by session."""
        self._turn = asyncio.Lock()
        """So that one change of ours doesn't overtake another."""
        self._waiting: dict[str, None] = {}
        """Ids in the order in which they are to be processed."""
        self._stirred = asyncio.Event()

    async def follow(self) -> None:
        """Read what is said of sessions, until the bus is closed (`BusClosedError`) or this is cancelled."""
        reader = await self._bus.read(["sessions"], GROUP)
        while True:
            records = await reader.take(256, 60)
            for record in records:
                await self._read(record)
                self._stirred.set()
            await reader.commit(records)

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
            await self._publish(session, self._dated(replace(known, **fields)))

    async def _publish(self, session: str, said: Session | None) -> None:
        value = b"" if said is None else encode(said)
        if said is not None:
            self._sessions[session] = said
            self._ours.add(value)
        async with self._turn:
            try:
                ref = await self._bus.publish("sessions", session, value, over=self._last.get(session, -1))
            except OvertakenError:
                self._ours.discard(value)  # what others said will be read, and counts
                return
            self._note(session, ref.offset)
            self._written.add(session)

    def _note(self, session: str, offset: int) -> None:
        self._last[session] = max(offset, self._last.get(session, -1))

    def _dated(self, session: Session) -> Session:
        """Say when a message is written; of two the later one has the later time, even if the clock was set back."""
        return replace(session, updated_at=max(self._now_s(), session.updated_at + _TICK_S))

    async def _read(self, record: Record) -> None:
        self._note(record.key, record.offset)
        if record.value in self._ours:
            self._ours.discard(record.value)
            return
        session = record.key
        self._waiting.pop(session, None)
        if not record.value or session in self._gone:
            self._gone.add(session)
            self._sessions.pop(session, None)
            self._heard(session, "gone")
            if record.value:  # somebody else's change has overtaken the deletion
                await self._publish(session, None)
            return
        try:
            self._sessions[session] = told = decode(record.value, Session)
        except UnreadableMessageError:
            return  # who stores sessions buries it
        if told.state == "cancelled":
            self._heard(session, "stop")
        elif told.state == "uploaded" or (told.state in _WAITING and session not in self._written):
            self._heard(session, "asked")
            self._waiting[session] = None
            await self.change(session, state="queued", reason="", frames=0, frames_dropped=0)
