"""Follows one partition of a topic for good, without a group: what a gateway that comes and goes needs."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bus.errors import ExpiredError
from bus.protocol import Bus
from bus.record import Record, Ref

AT_MOST: Final = 64
_WAIT_S: Final = 5.0

Take = Callable[[Sequence[Record]], Awaitable[None]]
_log: Final = logging.getLogger(__name__)


async def follow(bus: Bus, topic: str, start: Ref, take: Take) -> None:
    """Hand over the records of a partition, in order, as they come; what has expired unread is passed over.

    Args:
        bus: What to read from.
        topic: Which topic.
        start: Where to begin.
        take: Is given one record or more at a time.
    """
    reader = await bus.records_from(topic, start)
    try:
        while True:
            try:
                records = await reader.take(AT_MOST, _WAIT_S)
            except ExpiredError as error:
                _log.warning("%s It is passed over.", error)
                reader.seek((await bus.span(topic, start.partition)).earliest)
                continue
            if records:
                await take(records)
    finally:
        await reader.close()
