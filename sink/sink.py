"""The sink: every topic but pictures, read in a group and stored in ClickHouse."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from bus.errors import BusClosedError, RecordTooLargeError
from bus.protocol import Bus, Reader
from contracts.codec import encode
from contracts.dead_letters import DeadLetter
from contracts.tables import DEAD_LETTERS
from contracts.topics import TOPICS
from sink.database import Database
from sink.keep import keep
from sink.lane import Lane, Pace
from sink.patient import Patient
from sink.progress import Place, Progress
from sink.rows import rows_of

READ: Final = tuple(topic.name for topic in TOPICS if "sink" in topic.readers)
"""The topics that are stored."""
_GROUP: Final = "sink"
_LETTERS_GROUP: Final = "sink-dead-letters"
_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    _GROUP: tuple(name for name in READ if name != DEAD_LETTERS.topic),
    _LETTERS_GROUP: (DEAD_LETTERS.topic,),
}
"""What is read, by group. Dead letters have a reader of their own: whoever writes them must not be the one whose
reading makes room for them, or a full topic would hold it up for ever."""
_USUAL: Final = Pace()


class Sink:
    """Stores what is published: inserts, then commits, so whoever reads with FINAL finds each message once.

    `Sink.open` makes one, and `run` stores. While the database is away, nothing is read.

    Args:
        bus: With the topics of `contracts.topics`.
        database: Migrated; nobody else may call it. Its opener closes it, once `run` has ended.
        readers: Of the topics, by group.
        begins: Where each log ended before the groups were joined.
        pace: How much is stored at once, and when.
        clock: Gives the wall time, seconds since the epoch.
    """

    def __init__(  # noqa: PLR0913 - what it works with, passed in
        self,
        bus: Bus,
        database: Database,
        *,
        readers: Mapping[str, Reader],
        begins: Mapping[Place, int],
        pace: Pace,
        clock: Callable[[], float],
    ) -> None:
        self._bus = bus
        self._patient = Patient(database, pace.first_wait_s)
        self._progress = Progress(begins)
        buries = {_GROUP: self._publish, _LETTERS_GROUP: self._insert}
        self._lanes = [
            Lane(reader, self._patient, buries[group], progress=self._progress, pace=pace, clock=clock)
            for group, reader in readers.items()
        ]

    @classmethod
    async def open(
        cls,
        bus: Bus,
        database: Database,
        *,
        pace: Pace = _USUAL,
        clock: Callable[[], float] = time.time,
        all_is_new: bool = False,
    ) -> "Sink":
        """Join the groups: what is published from now on is held for this sink, until `run` stores it.

        Args:
            bus: As of the class.
            database: As of the class.
            pace: As of the class.
            clock: As of the class.
            all_is_new: Nobody has stored what the logs hold already, so that `flushed` waits for it too.
        """
        begins = {} if all_is_new else await _ends(bus)
        readers = {group: await bus.read(topics, group) for group, topics in _GROUPS.items()}
        return cls(bus, database, readers=readers, begins=begins, pace=pace, clock=clock)

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
            self._progress.stop()
            await self._patient.close()

    async def flushed(self) -> None:
        """Wait until all that was published since `open`, or is new, and before this call is inserted and committed.

        Exact for a sink that is alone in its groups; what another member stores it doesn't hear of. Waits too while
        the database is away. Dead letters that the sink itself writes on the way are published by then.

        Raises:
            SinkStoppedError: `run` has ended before.
        """
        await self._progress.reach(await _ends(self._bus))

    async def _publish(self, letter: DeadLetter) -> None:
        try:
            await self._bus.publish(DEAD_LETTERS.topic, letter.key, encode(letter))
        except RecordTooLargeError:
            reason = f"{letter.reason} (its {len(letter.value)} bytes are too many to keep)"
            bare = replace(letter, value=b"", headers={}, reason=reason)
            await self._bus.publish(DEAD_LETTERS.topic, letter.key, encode(bare))

    async def _insert(self, letter: DeadLetter) -> None:
        await self._patient.ask(lambda database: keep(database, rows_of(letter), {}))


async def _ends(bus: Bus) -> dict[Place, int]:
    places = [(topic, partition) for topic in READ for partition in range(bus.partitions)]
    return {place: (await bus.span(*place)).end for place in places}
