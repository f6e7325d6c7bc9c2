"""Builders of what the tests of the bus talk about."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal

from bus.partitioner import partition_of
from bus.protocol import Bus, PartitionReader, Reader
from bus.record import Record
from contracts.topics import Topic

OpenBus = Callable[[Sequence[Topic], int], AbstractAsyncContextManager[Bus]]
"""Opens a bus over topics that nobody has used before, with so many partitions each."""


def topic(
    kind: str = "things", *, cleanup: Literal["delete", "compact"] = "delete", max_message_bytes: int = 1 << 20
) -> Topic:
    """Describe a topic whose name no other test has."""
    lists: dict[str, Any] = {"messages": (), "writers": (), "readers": ()}
    return Topic(
        name=f"{kind}-{uuid.uuid4().hex[:8]}",
        about="A test's",
        retention_s=None,
        cleanup=cleanup,
        max_message_bytes=max_message_bytes,
        **lists,
    )


def key_in(partition: int, partitions: int) -> str:
    """Return a key whose records go to this partition."""
    return next(key for key in map(str, range(1000)) if partition_of(key, partitions) == partition)


async def publish_all(bus: Bus, topic: Topic, values: Sequence[bytes], key: str = "a") -> None:
    """Publish values one after another under one key."""
    for value in values:
        await bus.publish(topic.name, key, value)


async def take_exactly(reader: Reader | PartitionReader, count: int) -> list[Record]:
    """Take until there are so many; whoever has fewer waits until the test's limit."""
    records: list[Record] = []
    while len(records) < count:
        records += await reader.take(count - len(records), within_s=1.0)
    return records


def values(records: Sequence[Record]) -> list[bytes]:
    """Return the records' values."""
    return [record.value for record in records]
