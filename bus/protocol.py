"""What a bus promises, whoever runs it: memory in one process, Kafka in many. One test suite runs over every bus.

A topic is `partitions` append-only logs. A record's key decides its log (`bus.partitioner`), so the records of one
session are in one log, in the order in which their publishing was begun (but for those that follow one that a broker
refuses). Offsets count from 0 with no gaps, except in a compacted topic, where only the newest record of each key is
sure to be kept and an empty value deletes its key.

Every record reaches a group **at least once**: again after a reader closed or died before it committed, and again
whenever members come or go. Once in effect is the reader's work: publish, save state, commit, and skip what was
answered before.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bus.record import NO_HEADERS, Record, Ref, Span


class Reader(Protocol):
    """A member of a named group. The members share the partitions; one that closes leaves its share to the others.

    Members that read the same topics get the same partition numbers of each, so a join by session never crosses
    members. One task at a time uses a reader.
    """

    @property
    def partitions(self) -> frozenset[int]:
        """The partitions that are this member's share now; while members come or go it may be empty for a moment."""
        ...

    @property
    def shares(self) -> int:
        """Counts how often this member's share has changed, or is about to: what it has not committed is given again.

        Load saved state anew then. Where the share is about to change, what is answered may be committed until the next
        `take`; a reader of a bus alone tells afterwards.
        """
        ...

    async def sure(self) -> None:
        """Return once it is sure whether this member's share is still the one that `shares` counts.

        Whoever was suspended, or cut off, may have lost it without knowing: what is answered is published after this.
        Raises as `take` does.
        """
        ...

    async def take(self, at_most: int, within_s: float) -> list[Record]:
        """Return the next records as soon as there are any.

        Records of one partition come in the order of their offsets. Partitions take turns (over Kafka as long as a
        fetch), so a busy one doesn't keep the others waiting for long. A call that is cancelled has taken nothing.

        Args:
            at_most: How many records to return, 1 or more.
            within_s: How long to wait for the first of them, seconds; 0 asks only what is there.

        Returns:
            1 to `at_most` records, or none if none came in time.

        Raises:
            BusClosedError: the bus is closed, or was closed meanwhile.
            ReaderClosedError: this reader is closed, or was closed meanwhile.
        """
        ...

    async def commit(self, records: Iterable[Record]) -> None:
        """Acknowledge, in each topic and partition of these records, everything up to and including the last of them.

        Never moves back. Without effect for a partition that has gone to another member since: that one takes the
        records again. Raises as `take` does.
        """
        ...

    async def close(self) -> None:
        """Leave the group; what was not committed is given to its next reader. Closing again does nothing."""
        ...


class PartitionReader(Protocol):
    """Reads one partition from an offset, with no group and nothing to acknowledge: replay, and the merge join.

    A merge join fetches each message's picture in step: `pictures.seek(frame_ref.offset)`, then `take(1, ...)`. It
    seeks too, past the frame, for a message whose picture it doesn't need: what lies before the position is not held
    for this reader any longer, so keep a record that may be needed again. One task at a time uses a reader.
    """

    async def take(self, at_most: int, within_s: float) -> list[Record]:
        """Return the next records in the order of their offsets, as `Reader.take` does.

        Raises:
            ExpiredError: the record at the position is gone. `seek` to a later one (`Bus.span`) to go on.
            BusClosedError: the bus is closed, or was closed meanwhile.
            ReaderClosedError: this reader is closed, or was closed meanwhile.
        """
        ...

    def seek(self, offset: int) -> None:
        """Go on from this offset, ahead or back; past the end, `take` waits for it to be written.

        Raises:
            UnknownRefError: the offset is below 0.
        """
        ...

    async def close(self) -> None:
        """Stop reading; nothing is held for this reader any longer. Closing again does nothing."""
        ...


class Bus(Protocol):
    """Topics to publish on and to read. Every call raises `BusClosedError` once the bus is closed."""

    @property
    def partitions(self) -> int:
        """How many partitions each topic has; fixed for a deployment's life."""
        ...

    async def publish(
        self,
        topic: str,
        key: str,
        value: bytes,
        headers: Mapping[str, bytes] = NO_HEADERS,
        *,
        over: int | None = None,
    ) -> Ref:
        """Append a record to the log of its key, and return where it lies once it is durably there.

        May wait while a topic is full, while too much is on its way, and while the broker is away. A call that is
        cancelled may have appended its record or not.

        Args:
            topic: Which topic.
            key: What the record belongs to.
            value: The record's value; empty on a compacted topic: the key is deleted.
            headers: The record's headers.
            over: On a compacted topic, the offset of the key's last record that the caller knows of, -1: none. Where
                the key has a later one, a bus of one process appends nothing; Kafka can't compare, and appends.

        Raises:
            UnknownTopicError: no topic has this name.
            OvertakenError: the key has a record after `over`.
            RecordTooLargeError: key, value and headers together exceed the topic's `max_message_bytes`.
            BusClosedError: the bus is closed, or was closed meanwhile.
        """
        ...

    async def read(self, topics: Sequence[str], group: str) -> Reader:
        """Join a group of readers. It resumes after its last commit; a new group begins at the earliest record kept.

        A group is for work that has to be done on every record: its name stands in a deployment's settings and is
        used again. Who comes and goes, like a browser, reads with `records_from`. A moment may pass before the first
        records come.

        Args:
            topics: What to read, one or more names; the same for every member of the group.
            group: The group's name.

        Raises:
            UnknownTopicError: no topic has one of these names.
        """
        ...

    async def records_from(self, topic: str, start: Ref) -> PartitionReader:
        """Open a plain reader of one partition, at an offset, which may lie past the end.

        Raises:
            UnknownTopicError: no topic has this name.
            UnknownRefError: the topic has no such partition, or the offset is below 0.
        """
        ...

    async def span(self, topic: str, partition: int) -> Span:
        """Return from where to where a log reaches now: where a replay can begin, and where "newest" is.

        Raises:
            UnknownTopicError: no topic has this name.
            UnknownRefError: the topic has no such partition.
        """
        ...

    async def since(self, topic: str, partition: int, at_s: float) -> int:
        """Return the offset of the first record of a log that was appended at a time or after it; its end if none was.

        Records that a memory bus found on disk when it was opened count as older than any time.

        Args:
            topic: Which topic.
            partition: Which of its logs.
            at_s: Seconds since the epoch, by the clock of whoever keeps the log.

        Raises:
            UnknownTopicError: no topic has this name.
            UnknownRefError: the topic has no such partition.
        """
        ...

    async def committed(self, group: str, topic: str, partition: int) -> int:
        """Return the offset up to which a group has acknowledged a log; 0: nothing, or there is no such group.

        Raises:
            UnknownTopicError: no topic has this name.
            UnknownRefError: the topic has no such partition.
        """
        ...

    async def close(self) -> None:
        """Close the bus: who waits in one of its calls is woken by `BusClosedError`. Closing again does nothing."""
        ...
