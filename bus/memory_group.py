"""A group of readers in one process: who reads which partition, what was taken and what was committed."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bus.memory_log import MemoryLog
from bus.record import Record


class Place(NamedTuple):
    """One log of the bus."""

    topic: str
    partition: int


class Member(NamedTuple):
    """One reader of a group."""

    topics: tuple[str, ...]
    stirred: asyncio.Event
    """Set when there may be something new for it."""


class MemoryGroup:
    """A group keeps its commits for as long as the bus lives, also while it has no member.

    Args:
        logs: Every log of the bus.
        partitions: How many partitions each topic has.
    """

    def __init__(self, logs: Mapping[Place, MemoryLog], partitions: int) -> None:
        self._logs = logs
        self._partitions = partitions
        self._members: dict[object, Member] = {}
        self._owners: dict[Place, object] = {}
        self._next: dict[Place, int] = {}
        """The offset to give next, by log."""
        self._changes: Counter[object] = Counter()

    def join(self, reader: object, topics: tuple[str, ...], stirred: asyncio.Event) -> None:
        """Take a reader in, and share the partitions anew. What the group never read it holds from its earliest."""
        self._members[reader] = Member(topics, stirred)
        for log in self._logs_of(topics):
            log.watchers.add(stirred)
            if log.held_from(self) is None:
                log.hold(self, log.span.earliest)
        self._share()

    def leave(self, reader: object) -> None:
        """Let a reader go; the others take over from the last commit. Does nothing for one that has gone."""
        member = self._members.pop(reader, None)
        if member is not None:
            for log in self._logs_of(member.topics):
                log.watchers.discard(member.stirred)
            self._share()

    def share_of(self, reader: object) -> frozenset[int]:
        """Return the partitions of a reader."""
        return frozenset(place.partition for place, owner in self._owners.items() if owner is reader)

    def changes_of(self, reader: object) -> int:
        """Count how often a reader's share has changed."""
        return self._changes[reader]

    def take(self, reader: object, at_most: int) -> list[Record]:
        """Return the next records of the reader's share, from the log that waited longest on."""
        records: list[Record] = []
        for place in [place for place, owner in self._owners.items() if owner is reader]:
            found = self._logs[place].read(self._next[place], at_most - len(records))
            if found:
                records += found
                self._next[place] = found[-1].offset + 1
                self._owners[place] = self._owners.pop(place)
            if len(records) == at_most:
                break
        return records

    def commit(self, reader: object, records: Iterable[Record]) -> None:
        """Acknowledge records, each with all before it in its log, where the log is still the reader's."""
        done: dict[Place, int] = {}
        for record in records:
            place = Place(record.topic, record.partition)
            done[place] = max(done.get(place, 0), record.offset + 1)
        for place, offset in done.items():
            if self._owners.get(place) is reader and offset > self._committed(place):
                self._logs[place].hold(self, offset)

    def _share(self) -> None:
        """Give each log to a member: the same partitions of each topic, in ranges, in the order of joining."""
        before, self._owners = self._owners, {}
        for topic in dict.fromkeys(topic for member in self._members.values() for topic in member.topics):
            readers = [reader for reader, member in self._members.items() if topic in member.topics]
            for partition in range(self._partitions):
                place = Place(topic, partition)
                self._owners[place] = readers[partition * len(readers) // self._partitions]
        changed = {owner for place, owner in self._owners.items() if owner is not before.get(place)}
        changed |= {owner for place, owner in before.items() if owner is not self._owners.get(place)}
        self._changes.update(changed)
        for place, owner in self._owners.items():
            if owner in changed:
                self._next[place] = self._committed(place)
        for member in self._members.values():
            member.stirred.set()

    def _committed(self, place: Place) -> int:
        return self._logs[place].held_from(self) or 0

    def _logs_of(self, topics: tuple[str, ...]) -> list[MemoryLog]:
        return [self._logs[Place(topic, partition)] for topic in topics for partition in range(self._partitions)]
