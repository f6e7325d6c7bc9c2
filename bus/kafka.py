"""The bus over Kafka: what many processes share, and what outlives them all.

The topics lie with the broker, made beforehand from their descriptions; what is kept and for how long is its affair,
so a publisher never waits for readers. A group's commits are kept for a week after its last member left. While the
broker is away calls wait, readers go on by themselves, and one line of the log says so. aiokafka is loaded when a bus
is opened, not before (extra `kafka`).
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from bus.errors import BrokerAwayError, UnknownRefError
from bus.kafka_quiet import keep_aiokafka_quiet
from bus.known_topics import KnownTopics
from bus.partitioner import partition_of
from bus.record import NO_HEADERS, Ref, Span
from bus.waiting_calls import WaitingCalls
from contracts.topics import MEBIBYTE, Topic

if TYPE_CHECKING:
    from bus.kafka_group_reader import KafkaGroupReader
    from bus.kafka_partition_reader import KafkaPartitionReader
    from bus.kafka_spans import KafkaSpans
    from bus.kafka_writer import KafkaWriter

_Reader = TypeVar("_Reader", "KafkaGroupReader", "KafkaPartitionReader")
IN_FLIGHT_BYTES: Final = 32 * MEBIBYTE
"""How much a bus may have on its way to the broker: some 500 pictures of 60 KB."""


class KafkaBus:
    """A bus over Kafka (`bus.protocol.Bus`), of one event loop. `KafkaBus.open` makes one.

    Args:
        address: Where the broker is, "host:port".
        topics: What can be published and read.
        partitions: How many partitions each topic has.
        writer: Publishes; started.
        spans: Asks where logs begin and end; started.
    """

    def __init__(
        self, address: str, topics: Sequence[Topic], partitions: int, writer: "KafkaWriter", spans: "KafkaSpans"
    ) -> None:
        from bus.kafka_commits import KafkaCommits
        from bus.kafka_pulse import watch_connection

        self._address = address
        self._partitions = partitions
        self._known = KnownTopics(topics)
        self._writer = writer
        self._spans = spans
        self._commits = KafkaCommits(address)
        self._readers: set[KafkaGroupReader | KafkaPartitionReader] = set()
        self._calls = WaitingCalls(self._is_closed)
        self._closed = False
        self._pulse = asyncio.create_task(watch_connection(spans.ask_anything, address))

    @classmethod
    async def open(
        cls,
        address: str,
        topics: Sequence[Topic],
        partitions: int | None = None,
        *,
        in_flight_bytes: int = IN_FLIGHT_BYTES,
    ) -> "KafkaBus":
        """Connect to a broker whose topics were made from these descriptions.

        Args:
            address: Where the broker is, "host:port".
            topics: What will be published and read, one or more.
            partitions: How many partitions each topic has; None: as many as the broker says, the same for all.
            in_flight_bytes: How much may be on its way to the broker; who publishes more waits.

        Raises:
            BrokerAwayError: no broker answers there.
            TopicsNotReadyError: a topic is missing, or isn't as described.
        """
        from aiokafka.errors import KafkaConnectionError

        keep_aiokafka_quiet()
        try:
            return await cls._opened(address, topics, partitions, in_flight_bytes)
        except KafkaConnectionError as error:
            raise BrokerAwayError(f"No Kafka broker answers at {address}: start it, or name another.") from error

    @classmethod
    async def _opened(
        cls, address: str, topics: Sequence[Topic], asked: int | None, in_flight_bytes: int
    ) -> "KafkaBus":
        from bus.kafka_spans import KafkaSpans
        from bus.kafka_topics import check_topics
        from bus.kafka_writer import KafkaWriter

        partitions = await check_topics(address, topics, asked)
        writer, spans = KafkaWriter(address, topics, in_flight_bytes), KafkaSpans(address)
        await writer.start()
        try:
            await spans.start()
        except BaseException:
            await writer.stop()
            raise
        return cls(address, topics, partitions, writer, spans)

    @property
    def partitions(self) -> int:
        """How many partitions each topic has."""
        return self._partitions

    @property
    def in_flight_bytes(self) -> int:
        """How much is on its way to the broker now."""
        return self._writer.room.taken_bytes

    async def publish(
        self,
        topic: str,
        key: str,
        value: bytes,
        headers: Mapping[str, bytes] = NO_HEADERS,
        *,
        over: int | None = None,  # noqa: ARG002 - Kafka can't compare
    ) -> Ref:
        """See `bus.protocol.Bus`. Waits while too much is on its way, and while the broker is away.

        Raises:
            BrokerRefusedError: the broker refuses the record.
        """
        self._calls.refuse_if_closed()
        found = self._known.admit(topic, key, value, headers)
        partition = partition_of(key, self._partitions)
        return await self._calls.finish(lambda: self._writer.append(found, partition, key, value, headers))

    async def read(self, topics: Sequence[str], group: str) -> "KafkaGroupReader":
        """See `bus.protocol.Bus`. Returns once the group has given the reader its share."""
        from bus.kafka_group_reader import KafkaGroupReader

        self._calls.refuse_if_closed()
        names = tuple(topic.name for topic in self._known.find_all(topics))
        calls = WaitingCalls(self._is_closed)
        return await self._kept(
            await self._calls.finish(
                lambda: KafkaGroupReader.join(self._address, names, group, calls, self._readers.discard)
            )
        )

    async def records_from(self, topic: str, start: Ref) -> "KafkaPartitionReader":
        """See `bus.protocol.Bus`. A connection of its own for each reader; 40 of them cost some 3 % of a core idle."""
        from aiokafka import TopicPartition

        from bus.kafka_partition_reader import KafkaPartitionReader

        self._calls.refuse_if_closed()
        self._refuse_nowhere(topic, start)
        calls = WaitingCalls(self._is_closed)
        place = TopicPartition(topic, start.partition)
        spans = partial(self._spans.span, topic, start.partition)
        return await self._kept(
            await self._calls.finish(
                lambda: KafkaPartitionReader.open(
                    self._address, place, start.offset, calls, spans, self._readers.discard
                )
            )
        )

    async def span(self, topic: str, partition: int) -> Span:
        """See `bus.protocol.Bus`."""
        self._calls.refuse_if_closed()
        self._refuse_nowhere(topic, Ref(partition, 0))
        return await self._calls.finish(lambda: self._spans.span(topic, partition))

    async def since(self, topic: str, partition: int, at_s: float) -> int:
        """See `bus.protocol.Bus`. To the millisecond, by the broker's clock where topics keep it."""
        self._calls.refuse_if_closed()
        self._refuse_nowhere(topic, Ref(partition, 0))
        return await self._calls.finish(lambda: self._spans.since(topic, partition, at_s))

    async def committed(self, group: str, topic: str, partition: int) -> int:
        """See `bus.protocol.Bus`."""
        self._calls.refuse_if_closed()
        self._refuse_nowhere(topic, Ref(partition, 0))
        return await self._calls.finish(lambda: self._commits.committed(group, topic, partition))

    async def close(self) -> None:
        """See `bus.protocol.Bus`. What was being published may be there or not; a moment is left to it."""
        if self._closed:
            return
        self._closed = True
        self._pulse.cancel()
        self._calls.wake()
        for reader in self._readers:
            reader.calls.wake()
        await asyncio.gather(*(reader.close() for reader in tuple(self._readers)))
        await asyncio.gather(self._writer.stop(), self._spans.stop(), self._commits.stop())

    async def _kept(self, reader: _Reader) -> _Reader:
        """Note a reader, so that closing the bus closes it."""
        self._readers.add(reader)
        if self._closed:
            await reader.close()
            self._calls.refuse_if_closed()
        return reader

    def _is_closed(self) -> bool:
        return self._closed

    def _refuse_nowhere(self, topic: str, ref: Ref) -> None:
        self._known.find(topic)
        if not 0 <= ref.partition < self._partitions:
            raise UnknownRefError(
                f"Topic {topic!r} has no partition {ref.partition}: they count from 0 to {self._partitions - 1}."
            )
        if ref.offset < 0:
            raise UnknownRefError(f"Offsets count from 0; there is none at {ref.offset}.")
