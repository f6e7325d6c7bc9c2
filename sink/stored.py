"""Tells when what was published is stored, to whoever can ask the bus: by what the sinks have acknowledged."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from bus.partitioner import partition_of
from bus.protocol import Bus
from contracts.tables import DEAD_LETTERS
from contracts.topics import TOPICS

READ: Final = tuple(topic.name for topic in TOPICS if "sink" in topic.readers)
"""The topics that are stored."""
GROUP: Final = "sink"
LETTERS_GROUP: Final = "sink-dead-letters"
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    GROUP: tuple(name for name in READ if name != DEAD_LETTERS.topic),
    LETTERS_GROUP: (DEAD_LETTERS.topic,),
}
"""What is read, by group. Dead letters have a reader of their own: whoever writes them must not be the one whose
reading makes room for them, or a full topic would hold it up for ever."""
_EVERY_S: Final = 0.05


async def until_stored(bus: Bus, session: str) -> None:
    """Wait until all that was published of a session before this call is inserted and committed.

    Waits too while no sink runs or the database is away. Dead letters that a sink writes on the way are published by
    then, and not waited for.

    Args:
        bus: with the topics of `contracts.topics`.
        session: whose; sessions of the same partition are waited for too.
    """
    await _until_committed(bus, [partition_of(session, bus.partitions)])


async def until_all_stored(bus: Bus) -> None:
    """Wait as `until_stored` does, for all sessions."""
    await _until_committed(bus, range(bus.partitions))


async def _until_committed(bus: Bus, partitions: Iterable[int]) -> None:
    places = [(group, name, at) for group, names in GROUPS.items() for name in names for at in partitions]
    ends = [(await bus.span(name, at)).end for _, name, at in places]
    for place, end in zip(places, ends, strict=True):
        while await bus.committed(*place) < end:  # noqa: ASYNC110 - another process may commit
            await asyncio.sleep(_EVERY_S)
