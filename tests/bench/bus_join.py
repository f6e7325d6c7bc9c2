"""How fast each message's picture is fetched in step by offset, a reader a partition: our bus against bare aiokafka."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Final

import msgspec

from bus.kafka import KafkaBus
from bus.record import Ref
from contracts.topics import Topic
from tests.bench.bus_ways import PARTITIONS
from tests.bench.timed import timed
from tests.bus.described import key_in, topic
from tests.bus.kafka_topics import make_topics

FRAMES: Final = 6000
_FRAME_BYTES: Final = 60_000
_WAIT_S: Final = 5.0

Fetch = Callable[[int], Awaitable[int]]
"""Fetches the picture at an offset, and says at which it lay."""
Opened = Callable[[int], AbstractAsyncContextManager[Fetch]]
"""Opens a reader of a partition."""


class JoinSpeed(msgspec.Struct, frozen=True, kw_only=True):
    """What one way did."""

    name: str
    frames_per_s: float
    cpu_us: float
    """A frame, this process."""
    get_p50_ms: float
    get_p99_ms: float


async def measured(address: str, names: Sequence[str]) -> list[JoinSpeed]:
    """Fill a topic of pictures, and join them in both ways, in this order."""
    pictures = topic("frames")
    await make_topics(address, [pictures], PARTITIONS)
    bus = await KafkaBus.open(address, [pictures], PARTITIONS)
    try:
        await _fill(bus, pictures)
        ways = {"bare aiokafka": partial(_bare, address, pictures), "bus": partial(_over_bus, bus, pictures)}
        return [await _joined(name, ways[name]) for name in names]
    finally:
        await bus.close()


async def _fill(bus: KafkaBus, pictures: Topic) -> None:
    frame = os.urandom(_FRAME_BYTES)
    for _ in range(FRAMES // PARTITIONS):
        keys = [key_in(partition, PARTITIONS) for partition in range(PARTITIONS)]
        await asyncio.gather(*(bus.publish(pictures.name, key, frame) for key in keys))


async def _joined(name: str, opened: Opened) -> JoinSpeed:
    waits_s = list[float]()
    took = await timed(asyncio.gather(*(_join(opened, at, waits_s) for at in range(PARTITIONS))))
    waits_s.sort()
    return JoinSpeed(
        name=name,
        frames_per_s=len(waits_s) / took.wall_s,
        cpu_us=1e6 * took.cpu_s / len(waits_s),
        get_p50_ms=1000 * waits_s[len(waits_s) // 2],
        get_p99_ms=1000 * waits_s[len(waits_s) * 99 // 100],
    )


async def _join(opened: Opened, partition: int, waits_s: list[float]) -> None:
    async with opened(partition) as fetch:
        for offset in range(FRAMES // PARTITIONS):
            began_s = time.perf_counter()
            if await fetch(offset) != offset:
                raise AssertionError(f"another picture came than the one at {offset}")
            waits_s.append(time.perf_counter() - began_s)


@asynccontextmanager
async def _over_bus(bus: KafkaBus, pictures: Topic, partition: int) -> AsyncIterator[Fetch]:
    reader = await bus.records_from(pictures.name, Ref(partition, 0))

    async def fetch(offset: int) -> int:
        reader.seek(offset)
        (record,) = await reader.take(1, _WAIT_S)
        return record.offset

    yield fetch
    await reader.close()


@asynccontextmanager
async def _bare(address: str, pictures: Topic, partition: int) -> AsyncIterator[Fetch]:
    from aiokafka import TopicPartition

    from bus.kafka_clients import new_plain_consumer, started, stop_consumer

    place = TopicPartition(pictures.name, partition)
    consumer = await started(lambda: new_plain_consumer(address))
    consumer.assign([place])
    consumer.seek(place, 0)

    async def fetch(_: int) -> int:
        return int((await consumer.getone(place)).offset)

    yield fetch
    await stop_consumer(consumer)
