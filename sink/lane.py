"""Some topics on their way into the database: gather, insert, then commit."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from bus.expired_unread import ExpiredUnread
from bus.protocol import Reader
from bus.record import Record
from contracts.dead_letters import DeadLetter
from sink.batch import batch_of
from sink.keep import keep
from sink.patient import Patient

MOST_BYTES: Final = 16 << 20
"""A batch is stored when it holds this much, however few its records."""
_TAKEN_AT_ONCE: Final = 50
_ASLEEP_S: Final = 60.0


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How much is stored at once, and when."""

    flush_s: float = 0.5
    """How long a record may wait for others, seconds."""
    at_most: int = 1000
    """How many records are stored at once, 1 or more."""
    first_wait_s: float = 0.5
    """How long to wait before asking a database again that is away, seconds; doubled each time."""


class Lane:
    """Stores what one reader gives. Killed at any moment, it is given again what it hadn't committed.

    Args:
        reader: Of topics that have tables; the lane closes it.
        patient: Asks the database.
        bury: Puts a record that no rows can be made of where it is kept, with its reason.
        unread: Finds what nobody of the reader's group read before it expired.
        pace: How much is stored at once, and when.
        clock: Gives the wall time, seconds since the epoch.
    """

    def __init__(  # noqa: PLR0913 - what it works with, passed in
        self,
        reader: Reader,
        patient: Patient,
        bury: Callable[[DeadLetter], Awaitable[None]],
        unread: ExpiredUnread,
        *,
        pace: Pace,
        clock: Callable[[], float],
    ) -> None:
        self._reader = reader
        self._patient = patient
        self._bury = bury
        self._unread = unread
        self._pace = pace
        self._clock = clock

    async def run(self) -> None:
        """Store batch after batch, until the bus is closed (`BusClosedError`) or this is cancelled."""
        try:
            while True:
                records = await self._gather()
                if records:
                    await self._store(records)
                    await self._reader.commit(records)
        finally:
            await self._reader.close()

    async def _gather(self) -> list[Record]:
        """Take what comes until there is enough, or the first has waited long enough."""
        loop = asyncio.get_running_loop()
        records = await self._reader.take(min(_TAKEN_AT_ONCE, self._pace.at_most), _ASLEEP_S)
        until = loop.time() + self._pace.flush_s
        while self._has_room(records) and (left_s := until - loop.time()) > 0:
            records += await self._reader.take(min(_TAKEN_AT_ONCE, self._pace.at_most - len(records)), left_s)
        return records

    def _has_room(self, records: list[Record]) -> bool:
        return 0 < len(records) < self._pace.at_most and sum(len(record.value) for record in records) < MOST_BYTES

    async def _store(self, records: list[Record]) -> None:
        batch = await asyncio.to_thread(batch_of, records, self._clock())
        for letter in (*await self._unread.before(records, self._clock()), *batch.dead):
            await self._bury(letter)
        await self._patient.ask(lambda database: keep(database, batch.rows, batch.deleted))
