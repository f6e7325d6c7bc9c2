"""Reads parts of a broker's logs once, without a group."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from bus.record import Record, Span
from infra.kafka.asking import ANSWER_S
from infra.kafka.log_spans import Place

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer

_FETCH_BYTES: Final = 1 << 18
_FETCH_WAIT_MS: Final = 20
_PATIENCE_MS: Final = 2000
"""How long nothing may come before the rest is left for another time."""


async def read_parts(address: str, parts: Mapping[Place, Span], hear: Callable[[Record], None]) -> dict[Place, int]:
    """Hand over the records of some parts of logs, those of one partition in order.

    Args:
        address: HOST:PORT of the broker, inside `asked`, which tells what goes wrong.
        parts: what to read.
        hear: is given each record.

    Returns:
        The offset after the last one that was read, by partition.
    """
    from aiokafka import AIOKafkaConsumer, TopicPartition

    if all(part.earliest >= part.end for part in parts.values()):  # aiokafka can't stop before it has begun to read
        return {place: part.earliest for place, part in parts.items()}
    consumer = AIOKafkaConsumer(
        bootstrap_servers=address,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=_FETCH_WAIT_MS,
        max_partition_fetch_bytes=_FETCH_BYTES,
        request_timeout_ms=int(ANSWER_S * 1000),
    )
    consumer.assign([TopicPartition(*place) for place in parts])
    try:
        await consumer.start()
        return await _read(consumer, parts, hear)
    finally:
        await consumer.stop()


async def _read(
    consumer: "AIOKafkaConsumer", parts: Mapping[Place, Span], hear: Callable[[Record], None]
) -> dict[Place, int]:
    from aiokafka import TopicPartition

    from bus.kafka_record import received

    places = {TopicPartition(*place): part for place, part in parts.items()}
    for place, part in places.items():
        consumer.seek(place, part.earliest)
    reached = {place: part.earliest for place, part in places.items()}
    while left := [place for place, part in places.items() if reached[place] < part.end]:
        batches = await consumer.getmany(*left, timeout_ms=_PATIENCE_MS)
        for place, batch in batches.items():
            for record in batch:
                if record.offset < places[place].end:
                    hear(received(record))
        moved = {place: await consumer.position(place) for place in left}
        if not batches and all(moved[place] == reached[place] for place in left):
            break
        reached |= moved
    # What was read past an end was not handed over.
    return {(place.topic, place.partition): min(reached[place], part.end) for place, part in places.items()}
