"""Every session as its newest message tells it: follows the topic `sessions`, and writes what the gateway changes."""

import asyncio
import bisect
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bus.protocol import Bus
from bus.record import Record, Ref
from contracts.codec import UnreadableMessageError, decode, encode
from contracts.sessions import Session
from contracts.vocabulary import WAITING
from gateway.follow import follow
from gateway.refused import RefusedError, quoted

_TOPIC: Final = "sessions"
_log: Final = logging.getLogger(__name__)

Heard = Callable[[str, Session | None], None]
"""Is told of each change: the session's id, and what it is now; None: it was deleted."""
Place = tuple[float, str]
"""Where a session stands in the list: when it was made, and its id."""


class KnownSessions:
    """The sessions of a bus.

    Args:
        bus: With the topic `sessions`.
    """

    def __init__(self, bus: Bus) -> None:
        self.heard: list[Heard] = []
        """Who is told of each change, after it is known here."""
        self._bus = bus
        self._newest: dict[str, Session] = {}
        self._order: list[Place] = []
        self._waiting: dict[str, None] = {}
        self._seen: dict[int, int] = {}
        self._moved = asyncio.Condition()
        self._is_followed = True

    async def follow(self) -> None:
        """Follow the topic for good; every partition is read from its beginning."""
        try:
            await self._follow()
        finally:
            async with self._moved:
                self._is_followed = False
                self._moved.notify_all()

    async def _follow(self) -> None:
        async with asyncio.TaskGroup() as group:
            for partition in range(self._bus.partitions):
                start = (await self._bus.span(_TOPIC, partition)).earliest
                group.create_task(follow(self._bus, _TOPIC, Ref(partition, start), self._take))

    async def caught_up(self) -> None:
        """Wait until all that is on the topic now is known."""
        for partition in range(self._bus.partitions):
            end = (await self._bus.span(_TOPIC, partition)).end
            await self._until_seen(Ref(partition, end - 1))

    def find(self, session: str, owner: str) -> Session:
        """Return one of somebody's sessions.

        Raises:
            RefusedError: 404, there is none.
        """
        found = self._newest.get(session)
        if found is None or found.owner != owner:
            raise RefusedError(404, f"There is no session {quoted(session)}: it was deleted, or never was.")
        return found

    def get(self, session: str) -> Session | None:
        """Return a session, whosever it is; None: there is none."""
        return self._newest.get(session)

    async def until(self, session: str) -> None:
        """Wait until a session is known.

        Raises:
            RefusedError: 503, the topic is followed no longer.
        """
        await self._until(lambda: session in self._newest)

    def with_children(self, session: Session) -> list[Session]:
        """Give a session, and before it all that replay it or its replays: they show the same pictures."""
        found = {session.session: session}
        while more := {
            one.session: one for one in self._newest.values() if one.parent in found and one.session not in found
        }:
            found |= more
        return list(reversed(found.values()))

    def newest_first(self, owner: str, before: Place | None) -> Iterator[Session]:
        """Go through somebody's sessions, beginning below a place of the list."""
        at = len(self._order) if before is None else bisect.bisect_left(self._order, before)
        for index in range(at - 1, -1, -1):
            session = self._newest[self._order[index][1]]
            if session.owner == owner:
                yield session

    def views(self, session: Session, before: Place | None = None) -> Iterator[Session]:
        """Go through all sessions that show the same set, newest first: this one, and those of other cameras."""
        first = session.beside or session.session
        return (one for one in self.newest_first(session.owner, before) if first in (one.session, one.beside))

    def place(self, session: str) -> int | None:
        """Return a session's place in the queue, 1: next; None: it doesn't wait."""
        if session not in self._waiting:
            return None
        return 1 + list(self._waiting).index(session)

    async def publish(self, session: Session) -> None:
        """Write a session, and return once it is known here too.

        Raises:
            RefusedError: 503, the topic is followed no longer.
        """
        await self._until_seen(await self._bus.publish(_TOPIC, session.session, encode(session)))

    async def forget(self, session: str) -> None:
        """Write that a session is deleted, and return once that is known here too; raises as `publish` does."""
        await self._until_seen(await self._bus.publish(_TOPIC, session, b""))

    async def _until_seen(self, ref: Ref) -> None:
        await self._until(lambda: self._seen.get(ref.partition, -1) >= ref.offset)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: holds() or not self._is_followed)
        if not holds():
            raise RefusedError(503, "This server lost touch with the sessions, and has to be started anew.")

    async def _take(self, records: Sequence[Record]) -> None:
        for record in records:
            try:
                self._change(record.key, decode(record.value, Session) if record.value else None)
            except UnreadableMessageError as error:
                _log.warning("Session %s is left as it was: %s.", quoted(record.key), error)
        async with self._moved:
            self._seen[records[-1].partition] = records[-1].offset
            self._moved.notify_all()

    def _change(self, key: str, session: Session | None) -> None:
        before = self._newest.pop(key, None)
        if before is not None:
            del self._order[bisect.bisect_left(self._order, (before.created_at, key))]
        if session is None or session.state not in WAITING:
            self._waiting.pop(key, None)
        else:
            self._waiting[key] = None
        if session is not None:
            self._newest[key] = session
            bisect.insort(self._order, (session.created_at, key))
        for heard in self.heard:
            heard(key, session)
