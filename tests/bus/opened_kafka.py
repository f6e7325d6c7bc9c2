"""Opens a Kafka bus over topics that are made for it, and closes it however the test ends."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from bus.kafka import IN_FLIGHT_BYTES, KafkaBus
from contracts.topics import Topic
from tests.bus.kafka_topics import make_topics


@asynccontextmanager
async def opened(
    address: str,
    topics: Sequence[Topic],
    partitions: int,
    *,
    settings: Mapping[str, str] | None = None,
    in_flight_bytes: int = IN_FLIGHT_BYTES,
) -> AsyncIterator[KafkaBus]:
    """Open a bus; the topics' settings are as described, but for those given."""
    await make_topics(address, topics, partitions, settings)
    bus = await KafkaBus.open(address, topics, partitions, in_flight_bytes=in_flight_bytes)
    try:
        yield bus
    finally:
        await bus.close()
