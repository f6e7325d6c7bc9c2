"""Reads what lies between two offsets of a partition, as far as it is still there."""

from collections.abc import AsyncGenerator
from typing import Final

from bus.errors import ExpiredError
from bus.protocol import Bus
from bus.record import Record, Ref

_AT_ONCE: Final = 64
_WAIT_S: Final = 1.0


async def records_between(bus: Bus, topic: str, start: Ref, end: int) -> AsyncGenerator[Record, None]:
    """Yield the records from a place on, up to an offset; those that have expired are passed over.

    Args:
        bus: with the topic.
        topic: its name.
        start: where to begin.
        end: the offset before which to end; all up to there has been published.
    """
    at = start.offset
    if at >= end:
        return
    reader = await bus.records_from(topic, start)
    try:
        while at < end:
            try:
                records = await reader.take(_AT_ONCE, _WAIT_S)
            except ExpiredError:
                at = (await bus.span(topic, start.partition)).earliest
                reader.seek(at)
                continue
            for record in records:
                at = record.offset + 1
                if record.offset < end:
                    yield record
    finally:
        await reader.close()
