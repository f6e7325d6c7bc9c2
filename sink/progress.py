"""How far each log has been stored, and who waits for it."""

import asyncio
from collections.abc import Iterable, Mapping

from bus.record import Record

Place = tuple[str, int]
"""A topic and a partition of it."""


class SinkStoppedError(RuntimeError):
    """The sink stores nothing any more, so there is nothing to wait for."""


class Progress:
    """The next offset of each log that is not stored yet.

    Args:
        begins: Where each log ended when the sink was opened; what lies before that is not waited for.
    """

    def __init__(self, begins: Mapping[Place, int]) -> None:
        self._next = dict(begins)
        self._moved = asyncio.Event()
        self._stopped = False

    def note(self, records: Iterable[Record]) -> None:
        """Take down that these, each with all before it in its log, are stored."""
        for record in records:
            place = (record.topic, record.partition)
            self._next[place] = max(self._next.get(place, 0), record.offset + 1)
        self._moved.set()

    def stop(self) -> None:
        """Take down that no more will be stored."""
        self._stopped = True
        self._moved.set()

    async def reach(self, ends: Mapping[Place, int]) -> None:
        """Wait until every log is stored up to its end.

        Raises:
            SinkStoppedError: it will not be.
        """
        while any(self._next.get(place, 0) < end for place, end in ends.items()):
            if self._stopped:
                raise SinkStoppedError("The sink has stopped before everything was stored.")
            self._moved.clear()
            await self._moved.wait()
