"""A feeder on the bus over Kafka."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bus.states_topic import TopicStates
from infra.feeding.feed import Feeder
from infra.kafka.bus import kafka_bus
from sink.stored import until_stored


@asynccontextmanager
async def kafka_feeder(address: str) -> AsyncIterator[Feeder]:
    """Give a feeder once a broker answers.

    Args:
        address: HOST:PORT, or several of one cluster with commas between.

    Raises:
        TopicsNotReadyError: a topic is missing, or isn't as described.
    """
    async with kafka_bus(address) as bus:
        yield Feeder(bus, TopicStates(bus), partial(until_stored, bus), time.time)
