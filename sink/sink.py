"""The sink: every topic but pictures, read in a group and stored in ClickHouse."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from bus.errors import BusClosedError, RecordTooLargeError
from bus.expired_unread import ExpiredUnread
from bus.protocol import Bus, Reader
from contracts.codec import encode
from contracts.dead_letters import DeadLetter
from contracts.tables import DEAD_LETTERS
from sink.batch import STAGE
from sink.database import Database
from sink.keep import keep
from sink.lane import Lane, Pace
from sink.patient import Patient
from sink.rows import rows_of
from sink.stored import GROUP, GROUPS, LETTERS_GROUP

_USUAL: Final = Pace()


class Sink:
    """Stores what is published: inserts, then commits, so whoever reads with FINAL finds each message once.

    `Sink.open` makes one, and `run` stores. While the database is away, nothing is read.

    Args:
        bus: With the topics of `contracts.topics`.
        database: Migrated; nobody else may call it. Its opener closes it, once `run` has ended.
        readers: Of the topics, by group.
        pace: How much is stored at once, and when.
        clock: Gives the wall time, seconds since the epoch.
    """

    def __init__(
        self,
        bus: Bus,
        database: Database,
        *,
        readers: Mapping[str, Reader],
        pace: Pace,
        clock: Callable[[], float],
    ) -> None:
        self._bus = bus
        self._patient = Patient(database, pace.first_wait_s)
        buries = {GROUP: self._publish, LETTERS_GROUP: self._insert}
        self._lanes = [
            Lane(reader, self._patient, buries[group], ExpiredUnread(bus, group, STAGE), pace=pace, clock=clock)
            for group, reader in readers.items()
        ]

    @classmethod
    async def open(
        cls, bus: Bus, database: Database, *, pace: Pace = _USUAL, clock: Callable[[], float] = time.time
    ) -> "Sink":
        """Join the groups: what is published from now on is held for this sink, until `run` stores it."""
        readers = {group: await bus.read(topics, group) for group, topics in GROUPS.items()}
        return cls(bus, database, readers=readers, pace=pace, clock=clock)

    async def run(self) -> None:
        """Store until the bus is closed, or this is cancelled; call it once.

        Raises:
            ExceptionGroup: of what only a mistake in this program brings about.
        """
        try:
            async with asyncio.TaskGroup() as running:
                for lane in self._lanes:
                    running.create_task(lane.run())
        except* BusClosedError:
            pass
        finally:
            await self._patient.close()

    async def _publish(self, letter: DeadLetter) -> None:
        try:
            await self._bus.publish(DEAD_LETTERS.topic, letter.key, encode(letter))
        except RecordTooLargeError:
            reason = f"{letter.reason} (its {len(letter.value)} bytes are too many to keep)"
            bare = replace(letter, value=b"", headers={}, reason=reason)
            await self._bus.publish(DEAD_LETTERS.topic, letter.key, encode(bare))

    async def _insert(self, letter: DeadLetter) -> None:
        await self._patient.ask(lambda database: keep(database, rows_of(letter), {}))
