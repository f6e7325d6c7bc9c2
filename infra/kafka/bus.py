"""Opens the bus over a Kafka broker for a process that lives on: it waits for a broker that is away."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from bus.errors import BrokerAwayError
from bus.kafka import KafkaBus
from contracts.topics import TOPICS

_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 10.0
_log: Final = logging.getLogger(__name__)


@asynccontextmanager
async def kafka_bus(address: str) -> AsyncIterator[KafkaBus]:
    """Give the bus once a broker answers.

    Args:
        address: HOST:PORT, or several of one cluster with commas between.

    Raises:
        TopicsNotReadyError: a topic is missing, or isn't as described.
    """
    bus = await _opened(address)
    try:
        yield bus
    finally:
        await bus.close()


async def _opened(address: str) -> KafkaBus:
    wait_s = _FIRST_WAIT_S
    while True:
        try:
            bus = await KafkaBus.open(address, TOPICS)
        except BrokerAwayError:
            if wait_s == _FIRST_WAIT_S:
                _log.warning("No Kafka broker answers at %s; this waits until one does.", address)
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
        else:
            if wait_s > _FIRST_WAIT_S:
                _log.warning("The Kafka broker at %s answers.", address)
            return bus
