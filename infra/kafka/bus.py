"""Opens the bus over a Kafka broker for a process that lives on: it waits for a broker that is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bus.errors import BrokerAwayError
from bus.kafka import KafkaBus
from contracts.topics import TOPICS
from infra.when_there import when_there


@asynccontextmanager
async def kafka_bus(address: str) -> AsyncIterator[KafkaBus]:
    """Give the bus once a broker answers.

    Args:
        address: HOST:PORT, or several of one cluster with commas between.

    Raises:
        TopicsNotReadyError: a topic is missing, or isn't as described.
    """
    name = f"The Kafka broker at {address}"
    bus = await when_there(name, lambda: KafkaBus.open(address, TOPICS), BrokerAwayError)
    try:
        yield bus
    finally:
        await bus.close()
