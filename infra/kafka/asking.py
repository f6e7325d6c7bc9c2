"""Asks a Kafka broker, wherever it runs: with an answer soon, or one sentence instead of it."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Final

from infra.kafka.broker_error import BrokerRefusesError, NoBrokerError

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient

CONNECT_S: Final = 4.0
"""How long a broker may take to let us in."""
ANSWER_S: Final = 10.0
"""How long it may take over one question."""
_ADDRESSES: Final = re.compile(r"(\[[\da-fA-F:]+\]|[^\s,:\[\]]+):\d{1,5}(,(\[[\da-fA-F:]+\]|[^\s,:\[\]]+):\d{1,5})*")


@asynccontextmanager
async def asked(address: str) -> AsyncIterator["AIOKafkaAdminClient"]:
    """Let a broker be asked; a connection that breaks in between is told like one that never came.

    Args:
        address: HOST:PORT, or several of one cluster with commas between.

    Raises:
        NoBrokerError: it is no address, or no broker answers there.
        BrokerRefusesError: it answers, but not what it is asked.
    """
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.errors import BrokerResponseError, KafkaError

    if not _ADDRESSES.fullmatch(address):
        raise NoBrokerError(f"{address!r} is no broker's address: give HOST:PORT, several with commas between")
    with _quiet():
        admin = AIOKafkaAdminClient(bootstrap_servers=address, request_timeout_ms=int(ANSWER_S * 1000))
        try:
            async with asyncio.timeout(CONNECT_S):
                await admin.start()
            yield admin
        except (KafkaError, OSError, TimeoutError) as error:
            if isinstance(error, BrokerResponseError) and not error.retriable:
                raise BrokerRefusesError(f"The broker at {address} refuses what it is asked: {error}") from error
            raise NoBrokerError(
                f"No broker answers at {address}: start one with `perfectform broker start`, or say where it is "
                "with --kafka or PERFECTFORM_KAFKA"
            ) from error
        finally:
            await admin.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep aiokafka from logging each attempt: what counts is raised."""
    logger = logging.getLogger("aiokafka")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
