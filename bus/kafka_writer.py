"""Publishes over Kafka: one idempotent producer, a bound on what is on its way, and the order of the calls kept.

While the broker is away, calls wait, and nothing is lost or doubled. Records that were begun together travel in one
request. When the broker refuses a record, the producer's count for that partition is broken and every later record
would be refused too: a new producer takes over, and sends again what failed only because of that.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from aiokafka.errors import (
    InvalidProducerEpoch,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
)

from bus.errors import BrokerRefusedError, BusClosedError, RecordTooLargeError
from bus.kafka_clients import new_producer, stop_producer
from bus.kafka_record import broker_limit_bytes, framing_bytes, sent_value
from bus.kafka_refusal import named_refusal
from bus.known_topics import record_bytes
from bus.record import Ref
from bus.room import Room
from contracts.topics import Topic

if TYPE_CHECKING:
    from aiokafka import AIOKafkaProducer
    from aiokafka.structs import RecordMetadata

    _Delivery = asyncio.Future[RecordMetadata]

_COUNT_IS_BROKEN: Final = (OutOfOrderSequenceNumber, InvalidProducerEpoch)


class _Sending(NamedTuple):
    """A record on its way."""

    topic: Topic
    partition: int
    key: str
    value: bytes
    headers: Mapping[str, bytes]
    size: int
    """The most it takes as Kafka carries it, bytes."""


class KafkaWriter:
    """Appends records to the partitions of some topics.

    Args:
        address: Where the broker is.
        topics: Every topic that is written to.
        in_flight_bytes: How much may be on its way; who would add more waits.
    """

    def __init__(self, address: str, topics: Sequence[Topic], in_flight_bytes: int) -> None:
        self.room: Final = Room(in_flight_bytes)
        """What is on its way."""
        self._address = address
        self._topics = topics
        self._producer: AIOKafkaProducer = None
        self._turns: dict[tuple[str, int], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._renewing = asyncio.Lock()
        self._stopped = False

    async def start(self) -> None:
        """Connect, and learn where each partition is."""
        producer = new_producer(self._address, self._topics)
        try:
            await producer.start()
            for topic in self._topics:
                await producer.partitions_for(topic.name)
        except BaseException:
            await stop_producer(producer)
            raise
        self._producer = producer

    async def append(self, topic: Topic, partition: int, key: str, value: bytes, headers: Mapping[str, bytes]) -> Ref:
        """Append a record, and return where it lies once it is durably there.

        Raises:
            RecordTooLargeError: it has so many headers, or its topic was given such a limit, that it doesn't pass.
            BrokerRefusedError: the broker refuses it for another reason.
        """
        size = record_bytes(key, value, headers) + framing_bytes(headers)
        sending = _Sending(topic, partition, key, value, headers, size)
        if sending.size > broker_limit_bytes(topic):
            raise _too_large(sending)
        while True:
            producer, delivered = await self._begun(sending)
            try:
                return Ref(partition, (await delivered).offset)
            except _COUNT_IS_BROKEN:
                await self._renew(producer)
            except MessageSizeTooLargeError:
                await self._renew(producer)
                raise _too_large(sending) from None
            except KafkaError as error:
                await self._renew(producer)
                raise _refused(sending, error) from error

    async def stop(self) -> None:
        """Deliver what is on its way, if the broker is there, and disconnect."""
        self._stopped = True
        await stop_producer(self._producer)

    async def _begun(self, sending: _Sending) -> "tuple[AIOKafkaProducer, _Delivery]":
        """Hand a record to the producer, in its turn and once there is room; giving up on it takes nothing back."""
        async with self._turns[sending.topic.name, sending.partition]:
            await self.room.take(sending.size)
            try:
                producer, delivery = await self._handed_over(sending)
            except BaseException:
                self.room.give(sending.size)
                raise
            told: _Delivery = asyncio.get_running_loop().create_future()
            delivery.add_done_callback(partial(self._landed, told, sending.size))
            return producer, told

    async def _handed_over(self, sending: _Sending) -> "tuple[AIOKafkaProducer, _Delivery]":
        while True:
            producer = self._producer
            try:
                return producer, await producer.send(
                    sending.topic.name,
                    sent_value(sending.topic, sending.value),
                    sending.key.encode(),
                    sending.partition,
                    headers=list(sending.headers.items()),
                )
            except KafkaTimeoutError:  # the batch before it is full, and the broker has been away for long
                continue
            except ProducerClosed:
                await self._renew(producer)
            except KafkaError as error:
                await self._renew(producer)
                raise _refused(sending, error) from error

    def _landed(self, told: "_Delivery", size: int, delivery: "_Delivery") -> None:
        self.room.give(size)
        if delivery.cancelled():
            told.cancel()
        elif (error := delivery.exception()) is None and not told.done():
            told.set_result(delivery.result())
        elif error is not None and not told.done():
            told.set_exception(error)

    async def _renew(self, broken: "AIOKafkaProducer") -> None:
        """Put a new producer in the place of one whose counts are broken, once that one has delivered what it can."""
        async with self._renewing:
            while self._producer is broken:
                if self._stopped:
                    raise BusClosedError("The bus was closed.")
                await stop_producer(broken)
                with suppress(KafkaConnectionError), named_refusal("a producer", but=KafkaConnectionError):
                    await self.start()


def _too_large(sending: _Sending) -> RecordTooLargeError:
    return RecordTooLargeError(
        f"A record of {sending.key!r} has {sending.size:,} bytes as it is sent, with its headers' framing; "
        f"the broker's topic {sending.topic.name!r} takes less."
    )


def _refused(sending: _Sending, error: KafkaError) -> BrokerRefusedError:
    return BrokerRefusedError(f"The broker refused a record of {sending.key!r} on {sending.topic.name!r}: {error!r}")
