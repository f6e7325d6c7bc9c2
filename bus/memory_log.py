"""One partition of a topic in memory: an append-only log that never outgrows its limit while somebody reads it.

Records stay until room is needed. Then the oldest go, as far as every reader has read: each group that has ever read
the topic, up to its last commit, and each open plain reader, up to its position. If that isn't enough, the publisher
waits: a record that a reader still needs is never dropped.
"""

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bus.errors import BusClosedError, ExpiredError
from bus.known_topics import record_bytes
from bus.record import Record, Span

RECORD_OVERHEAD_BYTES: Final = 512
"""What Python needs for a record besides its bytes (437 measured); so that empty records count too."""


class MemoryLog:
    """A log of the "delete" kind.

    Args:
        topic: The topic's name.
        partition: Which of its partitions this is.
        limit_bytes: How much to keep. A record larger than that has the log to itself.
        waits_for_reader: With no reader at all, whether a full log waits for one, or lets its oldest records go.
    """

    def __init__(self, topic: str, partition: int, limit_bytes: int, *, waits_for_reader: bool) -> None:
        self.watchers: set[asyncio.Event] = set()
        """Set when a record comes and when the log is closed."""
        self._topic = topic
        self._partition = partition
        self._limit_bytes = limit_bytes
        self._waits_for_reader = waits_for_reader
        self._records: dict[int, Record] = {}
        self._earliest = 0
        self._end = 0
        self._kept_bytes = 0
        self._holds: dict[object, int] = {}
        self._turn = asyncio.Lock()
        self._released = asyncio.Event()
        self._closed = False

    @property
    def span(self) -> Span:
        """The part that can be read."""
        return Span(self._earliest, self._end)

    @property
    def kept_bytes(self) -> int:
        """What the kept records take, bytes, with their overhead."""
        return self._kept_bytes

    async def append(
        self,
        key: str,
        value: bytes,
        headers: Mapping[str, bytes],
        now_s: Callable[[], float],
        over: int | None = None,
    ) -> int:
        """Append a record once there is room, in the order of the calls; return its offset.

        Raises:
            BusClosedError: the log was closed before there was room.
            OvertakenError: the key has a record after the offset `over`.
        """
        record_size = record_bytes(key, value, headers) + RECORD_OVERHEAD_BYTES
        async with self._turn:
            self._refuse_if_closed()
            while not self._make_room(record_size):
                self._released.clear()
                await self._released.wait()
                self._refuse_if_closed()
            self._refuse_if_overtaken(key, over)
            await self._before_keeping(key, value, headers)
            offset = self._end
            kept = MappingProxyType(dict(headers))
            self._keep(Record(self._topic, self._partition, offset, key, value, kept, now_s()), record_size)
        for watcher in self.watchers:
            watcher.set()
        return offset

    def read(self, offset: int, at_most: int) -> list[Record]:
        """Return up to `at_most` records from an offset on; none if it lies at the end or past it.

        Raises:
            ExpiredError: the record of this offset is gone.
        """
        if offset < self._earliest:
            raise ExpiredError(
                f"Record {offset} of topic {self._topic!r}, partition {self._partition}, has expired: "
                f"the earliest still kept is {self._earliest}."
            )
        return [self._records[at] for at in range(offset, min(offset + at_most, self._end))]

    def since(self, at_s: float) -> int:
        """Return the offset of the first record appended at a time or after it; the end if none was."""
        return next((offset for offset, record in self._records.items() if record.appended_at >= at_s), self._end)

    def hold(self, owner: object, offset: int) -> None:
        """Keep what lies at this offset and after it for a reader or a group, and let go what lies before."""
        self._holds[owner] = offset
        self._released.set()

    def held_from(self, owner: object) -> int | None:
        """Return what a reader or a group holds from; None if it holds nothing."""
        return self._holds.get(owner)

    def release(self, owner: object) -> None:
        """Keep nothing for this owner any longer."""
        self._holds.pop(owner, None)
        self._released.set()

    def close(self) -> None:
        """Take no more records; wake who waits."""
        self._closed = True
        self._released.set()
        for watcher in self.watchers:
            watcher.set()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise BusClosedError(f"The bus was closed; nothing can be published on {self._topic!r}.")

    def _refuse_if_overtaken(self, key: str, over: int | None) -> None:
        """Refuse what doesn't follow the last record of its key that its writer knows of: only compacted logs can."""

    async def _before_keeping(self, key: str, value: bytes, headers: Mapping[str, bytes]) -> None:
        """Do what has to be done before a record counts as appended: here nothing."""

    def _make_room(self, record_size: int) -> bool:
        """Free what may go as far as needed; return whether the record fits now."""
        first_needed = self._first_needed()
        while self._kept_bytes + record_size > self._limit_bytes and self._earliest < first_needed:
            self._free(self._earliest)
            self._earliest += 1
        return self._kept_bytes + record_size <= self._limit_bytes or not self._records

    def _first_needed(self) -> int:
        """Return the offset from which on somebody still needs the records. An expired position needs none."""
        held = [offset for offset in self._holds.values() if offset >= self._earliest]
        if held:
            return min(self._end, *held)
        return self._earliest if self._waits_for_reader else self._end

    def _keep(self, record: Record, record_size: int) -> None:
        self._records[record.offset] = record
        self._kept_bytes += record_size
        self._end += 1

    def _free(self, offset: int) -> None:
        self._kept_bytes -= self._size(self._records.pop(offset))

    def _size(self, record: Record) -> int:
        return record_bytes(record.key, record.value, record.headers) + RECORD_OVERHEAD_BYTES
