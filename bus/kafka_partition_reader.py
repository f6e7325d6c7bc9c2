"""A plain reader of one partition over Kafka (`bus.protocol.PartitionReader`): a consumer of its own, and no group."""

import asyncio
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
    """See `bus.protocol.PartitionReader`. It fetches from its first `take` on, 256 KiB ahead at most, or one record.

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
        return await self.calls.wait(lambda: self._fetched(at_most, within_s), longest_s(within_s)) or []

    def seek(self, offset: int) -> None:
        """See `bus.protocol.PartitionReader`."""
        if offset < 0:
            raise UnknownRefError(f"Offsets count from 0; there is none at {offset}.")
        self._offset = offset
        if not 0 <= offset - self._stands_at <= _READ_THROUGH:
            self._stand_at(offset)

    async def close(self) -> None:
        """See `bus.protocol.PartitionReader`."""
        self.calls.close_reader()
        self._closed(self)
        await stop_consumer(self._consumer)

    def _stand_at(self, offset: int) -> None:
        """Let go what was fetched, and fetch nothing before `take` asks for it."""
        self._stands_at = offset  # what the consumer gives next
        self._consumer.pause(self._place)
        self._consumer.seek(self._place, offset)

    async def _fetched(self, at_most: int, within_s: float) -> list[Record]:
        """Return what was fetched, past the records before the position; none if there is none to pass over."""
        if not within_s and self._offset < (await self._ask_span()).end:
            within_s = LOOK_S
        while True:
            records = await self._next(at_most + max(0, self._offset - self._stands_at), within_s)
            wanted = [record for record in records if record.offset >= self._offset][:at_most]
            if wanted:
                self.seek(wanted[-1].offset + 1)
            if wanted or not records:
                return wanted

    async def _next(self, at_most: int, within_s: float) -> list[Record]:
        """Take from the consumer, once its position is in the log. Nothing may be awaited after that."""
        while True:
            self._consumer.resume(self._place)
            try:
                with named_refusal("to give records", but=OffsetOutOfRangeError):
                    batches = await self._consumer.getmany(self._place, timeout_ms=1000 * within_s, max_records=at_most)
            except OffsetOutOfRangeError:
                await self._come_into_range()
                continue
            records = [received(record) for record in batches.get(self._place, ())]
            if records:
                self._stands_at = records[-1].offset + 1
            return records

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
