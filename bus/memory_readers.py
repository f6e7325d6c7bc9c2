"""The two readers of the memory bus: a member of a group, and a plain reader of one partition."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from bus.errors import BusClosedError, ReaderClosedError, UnknownRefError
from bus.memory_group import MemoryGroup
from bus.memory_log import MemoryLog
from bus.record import Record


class Waiting:
    """Waits for records, until time is up, the reader is closed, or the bus is.

    Args:
        bus_is_closed: Asked before each look at the logs.
    """

    def __init__(self, bus_is_closed: Callable[[], bool]) -> None:
        self.stirred: Final = asyncio.Event()
        """Set when there may be something new."""
        self.reader_is_closed = False
        self._bus_is_closed = bus_is_closed

    async def for_records(self, look: Callable[[], list[Record]], within_s: float) -> list[Record]:
        """Return what `look` finds, as soon as it finds something; none when the time is up.

        Raises:
            BusClosedError: the bus is closed, or was closed meanwhile.
            ReaderClosedError: the reader is closed, or was closed meanwhile.
        """
        await asyncio.sleep(0)  # A reader with a backlog must not keep the loop for itself.
        try:
            async with asyncio.timeout(within_s):
                while not (records := self._look(look)):
                    self.stirred.clear()
                    await self.stirred.wait()
        except TimeoutError:
            records = self._look(look)
        return records

    def close(self) -> None:
        """Wake who waits."""
        self.reader_is_closed = True
        self.stirred.set()

    def refuse_if_closed(self) -> None:
        """Raise what `for_records` raises for a closed bus or reader."""
        if self._bus_is_closed():
            raise BusClosedError("The bus was closed; nothing can be read.")
        if self.reader_is_closed:
            raise ReaderClosedError("The reader was closed; open another to go on.")

    def _look(self, look: Callable[[], list[Record]]) -> list[Record]:
        self.refuse_if_closed()
        return look()


class MemoryReader:
    """A member of a group (`bus.protocol.Reader`).

    Args:
        group: The group to join.
        topics: What to read.
        bus_is_closed: Whether the bus is closed by now.
    """

    def __init__(self, group: MemoryGroup, topics: tuple[str, ...], bus_is_closed: Callable[[], bool]) -> None:
        self._group = group
        self._waiting = Waiting(bus_is_closed)
        group.join(self, topics, self._waiting.stirred)

    @property
    def partitions(self) -> frozenset[int]:
        """See `bus.protocol.Reader`."""
        return self._group.share_of(self)

    async def sure(self) -> None:
        """See `bus.protocol.Reader`: members of one process know it always."""
        self._waiting.refuse_if_closed()

    @property
    def shares(self) -> int:
        """See `bus.protocol.Reader`."""
        return self._group.changes_of(self)

    async def take(self, at_most: int, within_s: float) -> list[Record]:
        """See `bus.protocol.Reader`."""
        return await self._waiting.for_records(lambda: self._group.take(self, at_most), within_s)

    async def commit(self, records: Iterable[Record]) -> None:
        """See `bus.protocol.Reader`."""
        self._waiting.refuse_if_closed()
        self._group.commit(self, records)

    async def close(self) -> None:
        """See `bus.protocol.Reader`."""
        self._waiting.close()
        self._group.leave(self)


class MemoryPartitionReader:
    """A plain reader of one log (`bus.protocol.PartitionReader`).

    Args:
        log: What to read.
        offset: Where to begin, 0 or more.
        bus_is_closed: Whether the bus is closed by now.
    """

    def __init__(self, log: MemoryLog, offset: int, bus_is_closed: Callable[[], bool]) -> None:
        self._log = log
        self._waiting = Waiting(bus_is_closed)
        self.seek(offset)
        log.watchers.add(self._waiting.stirred)

    async def take(self, at_most: int, within_s: float) -> list[Record]:
        """See `bus.protocol.PartitionReader`."""
        return await self._waiting.for_records(lambda: self._next(at_most), within_s)

    def seek(self, offset: int) -> None:
        """See `bus.protocol.PartitionReader`."""
        if offset < 0:
            raise UnknownRefError(f"Offsets count from 0; there is none at {offset}.")
        self._offset = offset
        if not self._waiting.reader_is_closed:
            self._log.hold(self, offset)

    async def close(self) -> None:
        """See `bus.protocol.PartitionReader`."""
        self._waiting.close()
        self._log.watchers.discard(self._waiting.stirred)
        self._log.release(self)

    def _next(self, at_most: int) -> list[Record]:
        records = self._log.read(self._offset, at_most)
        if records:
            self.seek(records[-1].offset + 1)
        return records
