"""Tells when the connection to a broker is lost and when it is found again: one line each, however many clients."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from aiokafka.errors import KafkaError

_EVERY_S: Final = 1.0
_ANSWERS_WITHIN_S: Final = 5.0
_log: Final = logging.getLogger(__name__)


async def watch_connection(ask: Callable[[], Awaitable[object]], address: str) -> None:
    """Ask a broker something once a second, for good, and log each change.

    Args:
        ask: Asks; raises `KafkaError` if nobody answers.
        address: Who is asked, for the log.
    """
    away = False
    while True:
        await asyncio.sleep(_EVERY_S)
        was_away, away = away, not await _answers(ask)
        if away and not was_away:
            _log.warning("The connection to Kafka at %s is lost; what is published waits until it is found.", address)
        if was_away and not away:
            _log.warning("The connection to Kafka at %s is found again.", address)


async def _answers(ask: Callable[[], Awaitable[object]]) -> bool:
    try:
        async with asyncio.timeout(_ANSWERS_WITHIN_S):
            await ask()
    except (KafkaError, TimeoutError):
        return False
    return True
