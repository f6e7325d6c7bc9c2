"""The record of a session that is being sent: its sender writes it, unless somebody cancels or deletes the session."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final, Literal

from msgspec.structs import replace

from bus.partitioner import partition_of
from bus.protocol import Bus
from bus.record import Record, Ref
from contracts.codec import UnreadableMessageError, decode, encode
from contracts.session_changes import dated
from contracts.sessions import Session

_TOPIC: Final = "sessions"
_PROGRESS_EVERY_S: Final = 0.5
_WAIT_S: Final = 60.0


class StoppedByOthersError(ValueError):
    """Somebody cancelled or deleted the session while it was sent; one sentence."""


class FedSession:
    """Publishes a session's changes, and hears what others say. Let `follow` run beside.

    Args:
        bus: with the topic `sessions`.
        session: as it is now.
        now_s: the wall clock, seconds since the epoch.
    """

    def __init__(self, bus: Bus, session: Session, now_s: Callable[[], float]) -> None:
        self._bus, self._now_s = bus, now_s
        self.session = session
        self._ours: set[bytes] = set()
        """What we published and have not read again yet."""
        self._written = -1
        """Offset of what we published last."""
        self._their_word: bytes | None = None
        """What somebody said who stopped it; empty: it is deleted."""
        self._due_s = 0.0

    async def say(self, **fields: Any) -> None:  # noqa: ANN401 - a field of `Session` may be anything
        """Publish the session with other fields; not if somebody stopped it."""
        if self._their_word is not None:
            return
        self.session = dated(replace(self.session, **fields), self._now_s())
        value = encode(self.session)
        self._ours.add(value)
        self._written = (await self._bus.publish(_TOPIC, self.session.session, value)).offset
        if self._their_word is not None:  # somebody spoke while this was on its way
            await self._say_theirs(self._their_word)

    async def progress(self, frames: int, dropped: int) -> None:
        """Publish how far it is, at most twice a second."""
        if time.monotonic() >= self._due_s:
            self._due_s = time.monotonic() + _PROGRESS_EVERY_S
            await self.say(frames=frames, frames_dropped=dropped)

    async def follow(self, start: int) -> None:
        """Hear what is said of the session from an offset of its partition on, until somebody stops it.

        Raises:
            StoppedByOthersError: somebody did.
        """
        partition = partition_of(self.session.session, self._bus.partitions)
        reader = await self._bus.records_from(_TOPIC, Ref(partition, start))
        try:
            while True:
                for record in await reader.take(64, _WAIT_S):
                    if record.key == self.session.session:
                        await self._hear(record)
        finally:
            await reader.close()

    async def _hear(self, record: Record) -> None:
        if record.value in self._ours:
            self._ours.discard(record.value)
            return
        word = _word(record.value)
        if word is None:
            return
        self._their_word = record.value
        if self._written > record.offset:
            await asyncio.shield(self._say_theirs(record.value))
        raise StoppedByOthersError(f"Session {self.session.session} was {word} while it was sent")

    async def _say_theirs(self, value: bytes) -> None:
        """Say again what counts, as ours lies behind it in the log."""
        await self._bus.publish(_TOPIC, self.session.session, value)


def _word(value: bytes) -> Literal["deleted", "cancelled"] | None:
    if not value:
        return "deleted"
    try:
        said = decode(value, Session)
    except UnreadableMessageError:
        return None
    return "cancelled" if said.state == "cancelled" else None
