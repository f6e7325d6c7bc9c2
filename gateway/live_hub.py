"""Follows the topics for whoever watches: notes every session's events, and makes views of those that are watched.

A view is made only while a client wants one, and once for all of them. Nothing is held in the log of pictures: its
reader stands past the end but for the moment of a fetch, so a gateway that nobody watches never fills it.
"""

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from bus.errors import ExpiredError
from bus.partitioner import partition_of
from bus.protocol import Bus, PartitionReader
from bus.record import Record, Ref
from contracts.codec import UnreadableMessageError, decode
from contracts.event import SHADOW
from contracts.form import Form, FormEnd
from contracts.sessions import Session
from contracts.vocabulary import WAITING
from gateway.follow import Take
from gateway.known_sessions import KnownSessions
from gateway.live_log import LiveLog
from gateway.live_messages import SessionChanged
from gateway.live_partition import LivePartition
from gateway.live_watched import Shown, Watched
from gateway.refused import quoted
from gateway.views import session_view

KEPT_LOGS: Final = 64
"""Of how many sessions the events are kept, besides those that are watched."""
LOOK_BACK_S: Final = 600.0
"""Of how much time before the first watcher came the events are read; what is older, the history tells."""
_NOWHERE: Final = 1 << 62
"""An offset past every end: a reader that stands there holds nothing."""
_PICTURE_WAIT_S: Final = 1.0
_log: Final = logging.getLogger(__name__)


class LiveHub:
    """What is live.

    Args:
        bus: With the topics of `contracts.topics`.
        known: The sessions.
        follows_all: Whether what nobody watches is followed too: events that come before the first watcher are kept
            then. Else a partition is followed while somebody watches one of its sessions, and read from `LOOK_BACK_S`
            before.
        now_s: The wall clock, seconds since the epoch.
    """

    def __init__(self, bus: Bus, known: KnownSessions, *, follows_all: bool, now_s: Callable[[], float]) -> None:
        self._bus = bus
        self._known = known
        self._follows_all = follows_all
        self._now_s = now_s
        self._tasks: asyncio.TaskGroup
        self._followed: dict[int, LivePartition] = {}
        self._following: dict[int, tuple[asyncio.Task[None], asyncio.Task[None]]] = {}
        self._logs: dict[str, LiveLog] = {}
        self._watched: dict[str, Watched] = {}
        self._stirred = [asyncio.Event() for _ in range(bus.partitions)]

    async def run(self, started: Callable[[], None]) -> None:
        """Follow the sessions, and what is watched, for good.

        Args:
            started: Is called once nothing that comes from now on is missed.
        """
        async with asyncio.TaskGroup() as self._tasks:
            self._known.heard.append(self._changed)
            for partition in range(self._bus.partitions if self._follows_all else 0):
                await self._use(partition, math.inf).caught_up()
            started()
            await asyncio.Event().wait()

    def log(self, session: str) -> LiveLog:
        """Return what a session has told; makes room by forgetting the log that nobody has asked for longest."""
        found = self._logs.pop(session, None) or LiveLog()
        self._logs[session] = found
        if len(self._logs) > KEPT_LOGS + len(self._watched):
            del self._logs[next(name for name in self._logs if name not in self._watched)]
        return found

    @asynccontextmanager
    async def watched(self, session: str) -> AsyncIterator[Watched]:
        """Give what the watchers of a session share, once its log knows what was told lately."""
        partition = partition_of(session, self._bus.partitions)
        followed = self._use(partition, self._now_s() - LOOK_BACK_S)
        try:
            await followed.caught_up()
            watched = self._watched.setdefault(session, Watched(session, self.log(session)))
            watched.users += 1
            try:
                yield watched
            finally:
                watched.users -= 1
                if not watched.users and self._watched.get(session) is watched:
                    del self._watched[session]
        finally:
            self._leave(partition)

    def watchers(self, session: str) -> int:
        """Count who watches a session."""
        watched = self._watched.get(session)
        return 0 if watched is None else len(watched.watchers)

    @property
    def followed(self) -> frozenset[int]:
        """The partitions that are followed now."""
        return frozenset(self._followed)

    def _use(self, partition: int, since_s: float) -> LivePartition:
        """Follow a partition, if nobody does yet; whoever uses it leaves it again."""
        followed = self._followed.get(partition)
        if followed is None:
            takes: dict[str, Take] = {
                "poses2d": _shown(self._take_poses2d),
                "poses3d": _shown(self._take_poses3d),
                "form": _shown(self._take_form),
            }
            followed = LivePartition(self._bus, partition, takes)
            following = self._tasks.create_task(followed.follow(since_s))
            viewing = self._tasks.create_task(self._make_views(partition))
            self._followed[partition], self._following[partition] = followed, (following, viewing)
        followed.users += 1
        return followed

    def _leave(self, partition: int) -> None:
        """Follow a partition no longer, if nobody needs it; what its sessions told meanwhile has to be read again."""
        followed = self._followed[partition]
        followed.users -= 1
        if not followed.users:
            del self._followed[partition]
            for task in self._following.pop(partition):
                task.cancel()
            for session in [one for one in self._logs if partition_of(one, self._bus.partitions) == partition]:
                del self._logs[session]

    def ask(self, session: str) -> None:
        """Make a view of a session if there is something new: one of its watchers wants one again."""
        self._stirred[partition_of(session, self._bus.partitions)].set()

    def _changed(self, key: str, session: Session | None) -> None:
        """Note what became of a session."""
        if session is None:
            self._logs.pop(key, None)
            if (gone := self._watched.pop(key, None)) is not None:
                gone.deleted = True
                gone.stir()
            return
        log = self.log(key)
        if session.state in WAITING:
            log.start_again()
        run = session.runs[0].id if session.runs else None
        log.changed(SessionChanged(session=session_view(session, self._known.place(key), log.tally(run))))
        self._stir(key)

    async def _take_poses2d(self, records: Sequence[Record]) -> None:
        for record, watched in self._of_watched(records):
            _read(record, watched.join.take_poses2d)

    async def _take_poses3d(self, records: Sequence[Record]) -> None:
        for record, watched in self._of_watched(records):
            _read(record, watched.join.take_poses3d)

    async def _take_form(self, records: Sequence[Record]) -> None:
        for record in records:
            _read(record, lambda value, key=record.key: self._judge(key, value))  # type: ignore[misc] # a default binds it now
        for session in {record.key for record in records}:
            self._stir(session)

    def _judge(self, session: str, value: bytes) -> None:
        form = decode(value, Form, FormEnd)
        known = self._known.get(session)
        if not isinstance(form, Form | FormEnd) or known is None or known.state in WAITING:
            return  # of a session that is gone, or of a pass that was given up to begin anew
        watched = self._watched.get(session)
        if self.log(session).take(form) and isinstance(form, Form) and watched is not None:
            watched.join.take_form(form, value)

    def _of_watched(self, records: Sequence[Record]) -> Iterator[tuple[Record, Watched]]:
        for record in records:
            if (watched := self._watched.get(record.key)) is not None:
                yield record, watched
                self.ask(record.key)

    def _stir(self, session: str) -> None:
        if (watched := self._watched.get(session)) is not None:
            watched.stir()
            self.ask(session)

    async def _make_views(self, partition: int) -> None:
        pictures = await self._bus.records_from("frames", Ref(partition, _NOWHERE))
        try:
            while True:
                await self._stirred[partition].wait()
                self._stirred[partition].clear()
                for watched in list(self._watched.values()):
                    if partition_of(watched.session, self._bus.partitions) == partition:
                        await _make_view(watched, pictures)
        finally:
            await pictures.close()


async def _make_view(watched: Watched, pictures: PartitionReader) -> None:
    """Make a view of the newest bundle, if somebody wants one and its picture is still in the log."""
    bundle = watched.wanted
    if bundle is None:
        return
    jpeg = await _picture(pictures, bundle.frame_ref.offset)
    if jpeg is None:
        return
    watched.view = Shown(bundle, jpeg)
    watched.stir()


async def _picture(pictures: PartitionReader, offset: int) -> bytes | None:
    """Fetch a picture; None: it has left the log."""
    pictures.seek(offset)
    try:
        records = await pictures.take(1, _PICTURE_WAIT_S)
    except ExpiredError:
        return None
    finally:
        pictures.seek(_NOWHERE)
    return records[0].value if records else None


def _shown(take: Take) -> Take:
    """Leave out what models say that only run beside."""

    async def take_shown(records: Sequence[Record]) -> None:
        await take([record for record in records if SHADOW not in record.headers])

    return take_shown


def _read(record: Record, take: Callable[[bytes], None]) -> None:
    """Hand over a record's value; one that can't be read is passed over, and the log says so."""
    try:
        take(record.value)
    except UnreadableMessageError as error:
        _log.warning("A record of %s for %s is passed over: %s.", record.topic, quoted(record.key), error)
