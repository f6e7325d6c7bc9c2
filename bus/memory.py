"""The bus inside one process: what a laptop runs, and what tests run on.

**What outlives the process.** The compacted topics, if the bus is told a folder for them (`kept_in`): a record is on
the disk before `publish` returns, and another bus over the same folder begins with the newest record of each key.
Everything else ends with the process, groups and their commits included.

**What is kept.** Nothing in it grows for ever. Each log (one partition of a topic) has a limit in bytes, and keeps its
records until it needs their room; then the oldest go, as far as everybody has read them (`bus.memory_log`), and if
that isn't enough, `publish` waits. So nobody misses a record, a slow reader slows its writers down, and **a group
that was opened has to go on reading and committing**: one that stops holds its topics up, also when it has no member.

Without any reader a log of `limits` waits for one when it is full, so that a reader opened later misses nothing; any
other log lets its oldest records go, as retention does. A compacted topic keeps the newest record of each key whatever
its limit: it grows with its living keys only (`bus.memory_compacted_log`). `Topic.retention_s` is not looked at: a
process that ends sooner keeps no clock for it.

**What replay means here.** The last bytes of each topic, up to its limit. A reader that asks for what has gone gets
`ExpiredError` at once. To replay a session for certain, keep its video (`bus.media`).
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from bus.errors import BusClosedError, UnknownRefError
from bus.failure import Failure
from bus.journal import Journal
from bus.known_topics import KnownTopics
from bus.memory_compacted_log import MemoryCompactedLog
from bus.memory_group import MemoryGroup, Place
from bus.memory_kept_log import MemoryKeptLog
from bus.memory_log import MemoryLog
from bus.memory_readers import MemoryPartitionReader, MemoryReader
from bus.partitioner import partition_of
from bus.record import NO_HEADERS, Ref, Span
from contracts.topics import Topic

FRAMES_BYTES: Final = 64 << 20
"""What a partition of `frames` keeps: some 1,000 pictures of 60 KB, half a minute."""
OTHER_BYTES: Final = 8 << 20
"""What a partition of any other topic keeps: some 2,500 messages of 3 KB, more than a minute."""
LIMITS: Final[Mapping[str, int]] = {"frames": FRAMES_BYTES}
"""What a bus over `contracts.topics.TOPICS` is opened with."""


class MemoryBus:
    """A bus in the memory of one event loop (`bus.protocol.Bus`).

    Args:
        topics: What can be published and read.
        partitions: How many logs each topic has, 1 or more; every one of them has the limit.
        limits: Bytes to keep, by topic name, of the logs that wait for their first reader when full.
        other_bytes: Bytes to keep of each log of the other topics.
        kept_in: The folder for the compacted topics' journals, of one bus at a time; None: they end with the process.
        now_s: The wall clock, seconds since the epoch.

    Raises:
        JournalError: a journal in `kept_in` can't be read or written.
        UnknownTopicError: `limits` names a topic that isn't there.
        ValueError: `partitions` is below 1.
    """

    def __init__(  # noqa: PLR0913 - what it keeps, and how much of it
        self,
        topics: Sequence[Topic],
        partitions: int,
        *,
        limits: Mapping[str, int],
        other_bytes: int = OTHER_BYTES,
        kept_in: Path | None = None,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        if partitions < 1:
            raise ValueError(f"A bus has 1 partition or more, not {partitions}.")
        self._partitions = partitions
        self._known = KnownTopics(topics)
        for name in limits:
            self._known.find(name)
        self._failure = Failure()
        self._logs = {
            Place(topic.name, partition): self._log(
                topic, partition, limits.get(topic.name, other_bytes), topic.name in limits, kept_in
            )
            for topic in topics
            for partition in range(partitions)
        }
        self._groups: dict[str, MemoryGroup] = {}
        self._now_s = now_s
        self._closed = False

    @property
    def partitions(self) -> int:
        """How many partitions each topic has."""
        return self._partitions

    async def publish(
        self,
        topic: str,
        key: str,
        value: bytes,
        headers: Mapping[str, bytes] = NO_HEADERS,
        *,
        over: int | None = None,
    ) -> Ref:
        """See `bus.protocol.Bus`. Waits while the log is full.

        A call that is cancelled has appended nothing, except to a topic that is kept on disk. On a compacted topic,
        `over` is the offset of the key's last record that the caller knows of, -1 for none.

        Raises:
            OvertakenError: the key has a record after `over`; nothing was appended.
        """
        self._refuse_if_closed()
        self._known.admit(topic, key, value, headers)
        partition = partition_of(key, self._partitions)
        await asyncio.sleep(0)  # A writer must not keep the loop for itself while there is room.
        log = self._logs[Place(topic, partition)]
        return Ref(partition, await log.append(key, value, headers, self._now_s, over))

    async def read(self, topics: Sequence[str], group: str) -> MemoryReader:
        """See `bus.protocol.Bus`. What a new group finds is held for it from this call on."""
        self._refuse_if_closed()
        names = tuple(topic.name for topic in self._known.find_all(topics))
        joined = self._groups.setdefault(group, MemoryGroup(self._logs, self._partitions))
        return MemoryReader(joined, names, self._is_closed)

    async def records_from(self, topic: str, start: Ref) -> MemoryPartitionReader:
        """See `bus.protocol.Bus`. What lies at `start` and after it is held for the reader until it moves past."""
        self._refuse_if_closed()
        return MemoryPartitionReader(self._log_at(topic, start.partition), start.offset, self._is_closed)

    async def span(self, topic: str, partition: int) -> Span:
        """See `bus.protocol.Bus`."""
        self._refuse_if_closed()
        return self._log_at(topic, partition).span

    async def since(self, topic: str, partition: int, at_s: float) -> int:
        """See `bus.protocol.Bus`."""
        self._refuse_if_closed()
        return self._log_at(topic, partition).since(at_s)

    async def committed(self, group: str, topic: str, partition: int) -> int:
        """See `bus.protocol.Bus`."""
        self._refuse_if_closed()
        log, reading = self._log_at(topic, partition), self._groups.get(group)
        return 0 if reading is None else log.held_from(reading) or 0

    async def fails(self) -> None:
        """Wait for good, or until a record can't be kept on disk.

        Raises:
            JournalError: one can't; whoever publishes it is told too.
        """
        await self._failure.comes()

    async def close(self) -> None:
        """See `bus.protocol.Bus`."""
        self._closed = True
        for log in self._logs.values():
            log.close()

    def _log(self, topic: Topic, partition: int, limit_bytes: int, is_limited: bool, kept_in: Path | None) -> MemoryLog:
        if topic.cleanup == "delete":
            return MemoryLog(topic.name, partition, limit_bytes, waits_for_reader=is_limited)
        if kept_in is None:
            return MemoryCompactedLog(topic.name, partition, limit_bytes)
        journal = Journal(kept_in / f"{topic.name}-{partition}.journal")
        return MemoryKeptLog(topic.name, partition, limit_bytes, journal, self._failure)

    def _is_closed(self) -> bool:
        return self._closed

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise BusClosedError("The bus was closed.")

    def _log_at(self, topic: str, partition: int) -> MemoryLog:
        self._known.find(topic)
        if not 0 <= partition < self._partitions:
            raise UnknownRefError(
                f"Topic {topic!r} has no partition {partition}: they count from 0 to {self._partitions - 1}."
            )
        return self._logs[Place(topic, partition)]
