"""A plain reader of one partition over Kafka (`bus.protocol.PartitionReader`): a consumer of its own, and no group."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from aiokafka import TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from bus.errors import ExpiredError, UnknownRefError
from bus.kafka_clients import LOOK_S, longest_s, new_plain_consumer, started, stop_consumer
from bus.kafka_record import received
from bus.kafka_refusal import named_refusal
from bus.record import Record, Span
from bus.waiting_calls import WaitingCalls

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer

_READ_THROUGH: Final = 64
"""How many records are rather read and passed over than sought past: they have been fetched mostly."""
_FAR_OFF_S: Final = 0.2
"""How often a log's end is asked for, where the position lies far past it."""

AskSpan = Callable[[], Awaitable[Span]]


class KafkaPartitionReader:
    """See `bus.protocol.PartitionReader`. It fetches from its first `take` on, 512 KiB ahead at most, or two records.

    Where it goes back or far ahead it lets go what was fetched, and fetches nothing until the next `take`; that may
    take half a second if the end of the log was being waited for.

    Args:
        consumer: Started, and assigned the partition.
        place: The partition.
        offset: Where to begin, 0 or more.
        calls: The calls that wait in this reader.
        ask_span: Asks from where to where the partition reaches.
        closed: Is told when the reader is closed.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it works with, passed in
        self,
        consumer: "AIOKafkaConsumer",
        place: TopicPartition,
        offset: int,
        calls: WaitingCalls,
        ask_span: AskSpan,
        closed: "Callable[[KafkaPartitionReader], None]",
    ) -> None:
        self.calls: Final = calls
        """The calls that wait in this reader."""
        self._consumer = consumer
        self._place = place
        self._ask_span = ask_span
        self._closed = closed
        self._offset = offset
        self._fetched: deque[Record] = deque()
        """What the consumer gave and nobody took yet; what it gives next follows."""
        self._stand_at(offset)

    @classmethod
    async def open(  # noqa: PLR0913, PLR0917 - what it works with, passed in
        cls,
        address: str,
        place: TopicPartition,
        offset: int,
        calls: WaitingCalls,
        ask_span: AskSpan,
        closed: "Callable[[KafkaPartitionReader], None]",
    ) -> "KafkaPartitionReader":
        """Connect, and stand at an offset."""
        with named_refusal(f"a reader of {place.topic!r}"):
            consumer = await started(lambda: new_plain_consumer(address))
        consumer.assign([place])
        return cls(consumer, place, offset, calls, ask_span, closed)

    async def take(self, at_most: int, within_s: float) -> list[Record]:
        """See `bus.protocol.PartitionReader`."""
        await asyncio.sleep(0)  # A reader with a backlog must not keep the loop for itself.
        self.calls.refuse_if_closed()
        if not self._has_any():
            await self.calls.wait(lambda: self._fetch(within_s), longest_s(within_s))
        taken = [self._fetched.popleft() for _ in range(min(at_most, len(self._fetched)))]
        if taken:
            self._offset = taken[-1].offset + 1
        return taken

    def seek(self, offset: int) -> None:
        """See `bus.protocol.PartitionReader`."""
        if offset < 0:
            raise UnknownRefError(f"Offsets count from 0; there is none at {offset}.")
        is_ahead = offset >= self._offset
        self._offset = offset
        if not is_ahead or offset - self._stands_at > _READ_THROUGH:
            self._stand_at(offset)

    async def close(self) -> None:
        """See `bus.protocol.PartitionReader`."""
        self.calls.close_reader()
        self._closed(self)
        await stop_consumer(self._consumer)

    def _stand_at(self, offset: int) -> None:
        """Let go what was fetched, and fetch nothing before `take` asks for it."""
        self._fetched.clear()
        self._stands_at = offset  # what the consumer gives next
        self._consumer.pause(self._place)
        self._consumer.seek(self._place, offset)

    def _has_any(self) -> bool:
        """Pass over what was fetched before the position; say whether anything is left."""
        while self._fetched and self._fetched[0].offset < self._offset:
            self._fetched.popleft()
        return bool(self._fetched)

    async def _fetch(self, within_s: float) -> None:
        """Fetch, past the records before the position, until one at it or after comes, or none does in time."""
        if not within_s and self._offset < (await self._ask_span()).end:
            within_s = LOOK_S
        while not self._has_any() and await self._give(within_s):
            pass

    async def _give(self, within_s: float) -> bool:
        """Let the consumer give what it has, once its position is in the log; say whether it gave anything."""
        while True:
            self._consumer.resume(self._place)
            try:
                with named_refusal("to give records", but=OffsetOutOfRangeError):
                    batches = await self._consumer.getmany(
                        self._place, timeout_ms=1000 * within_s, max_records=_READ_THROUGH
                    )
            except OffsetOutOfRangeError:
                await self._come_into_range()
                continue
            self._fetched.extend(received(record) for record in batches.get(self._place, ()))
            if self._fetched:
                self._stands_at = self._fetched[-1].offset + 1
            return bool(self._fetched)

    async def _come_into_range(self) -> None:
        """Go to the position, where what was to be read through is gone; wait, where it is past the end.

        Raises:
            ExpiredError: it lies before the earliest record.
        """
        self._consumer.pause(self._place)
        span = await self._ask_span()
        if self._offset < span.earliest:
            raise ExpiredError(
                f"Record {self._offset} of topic {self._place.topic!r}, partition {self._place.partition}, "
                f"has expired: the earliest still kept is {span.earliest}."
            )
        if self._offset - span.end > _READ_THROUGH:
            await asyncio.sleep(_FAR_OFF_S)
        else:
            self._stand_at(min(self._offset, span.end))
