"""Two ways over the same broker: our bus, and bare aiokafka with the bus's settings."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, Protocol

from bus.kafka import KafkaBus
from bus.kafka_quiet import keep_aiokafka_quiet
from bus.partitioner import partition_of
from bus.protocol import Bus, Reader
from contracts.topics import Topic

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

PARTITIONS: Final = 8
_AT_ONCE: Final = 16
_GROUP: Final = "bench"
_WAIT_S: Final = 1.0


class Way(Protocol):
    """Publishes on one topic, and takes from it."""

    async def publish(self, key: str, value: bytes) -> object:
        """Return once the record is durably there."""
        ...

    async def take(self) -> Sequence[bytes]:
        """Return the next values; none if none came within a second."""
        ...


class _OverBus:
    def __init__(self, bus: Bus, reader: Reader, topic: str) -> None:
        self._bus, self._reader, self._topic = bus, reader, topic

    async def publish(self, key: str, value: bytes) -> object:
        return await self._bus.publish(self._topic, key, value)

    async def take(self) -> Sequence[bytes]:
        return [record.value for record in await self._reader.take(_AT_ONCE, _WAIT_S)]


class _Bare:
    def __init__(self, producer: "AIOKafkaProducer", consumer: "AIOKafkaConsumer", topic: str) -> None:
        self._producer, self._consumer, self._topic = producer, consumer, topic

    async def publish(self, key: str, value: bytes) -> object:
        partition = partition_of(key, PARTITIONS)
        return await self._producer.send_and_wait(self._topic, value, key.encode(), partition)

    async def take(self) -> Sequence[bytes]:
        batches = await self._consumer.getmany(timeout_ms=1000 * _WAIT_S, max_records=_AT_ONCE)
        return [record.value for batch in batches.values() for record in batch]


@asynccontextmanager
async def over_bus(address: str, topic: Topic) -> AsyncIterator[Way]:
    """Go through the bus."""
    bus = await KafkaBus.open(address, [topic], PARTITIONS)
    try:
        yield _OverBus(bus, await bus.read([topic.name], _GROUP), topic.name)
    finally:
        await bus.close()


@asynccontextmanager
async def bare(address: str, topic: Topic) -> AsyncIterator[Way]:
    """Go through aiokafka's own clients."""
    from bus.kafka_clients import new_member, new_producer, started, stop_consumer, stop_producer

    keep_aiokafka_quiet()
    producer = new_producer(address, [topic])
    try:
        await producer.start()
        consumer = await started(lambda: new_member(address, [topic.name], _GROUP))
        yield _Bare(producer, consumer, topic.name)
        await stop_consumer(consumer)
    finally:
        await stop_producer(producer)
