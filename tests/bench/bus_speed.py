"""How fast the bus over Kafka is against bare aiokafka with the same settings: publishing, taking, joining, end to end.

`python -m tests.bench.bus_speed` measures it alone. A broker of its own is started for it, on the same cores.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Final, TypeVar

import msgspec
from rich.console import Console

from bus.kafka import KafkaBus
from bus.record import Ref
from contracts.topics import MEBIBYTE, TOPICS, Topic
from infra.kafka.broker import Broker
from tests.bench import bus_join
from tests.bench.bus_join import JoinSpeed
from tests.bench.bus_tables import bus_tables
from tests.bench.bus_ways import PARTITIONS, Way, bare, over_bus
from tests.bench.timed import timed
from tests.bus.described import topic
from tests.bus.kafka_topics import make_topics

FRAMES: Final = {60_000: 1500, 1_000_000: 150}
"""How many frames of which size a round publishes and takes."""
ROUNDS: Final = 6
READERS: Final = 5 * PARTITIONS
"""What a gateway has open: frames, sessions, poses2d, poses3d and form, a reader each partition."""
_WAYS: Final = {"bare aiokafka": bare, "bus": over_bus}
_ON_THEIR_WAY: Final = 64
_LIVE_S: Final = 4.0
_LIVE_FPS: Final = 30
_LIVE_BYTES: Final = 60_000
_IDLE_S: Final = 5.0
_HEAP_MB: Final = 512

S = TypeVar("S", bound=msgspec.Struct)


class WaySpeed(msgspec.Struct, frozen=True, kw_only=True):
    """What one way did with frames of one size; each number is the median of its rounds."""

    name: str
    frame_bytes: int
    published_per_s: float
    taken_per_s: float
    publish_cpu_us: float
    """A frame, this process."""
    take_cpu_us: float


class LiveDelay(msgspec.Struct, frozen=True, kw_only=True):
    """From publish to take, at 30 frames of 60 KB a second; each number is the median of its rounds."""

    name: str
    p50_ms: float
    p99_ms: float


class BusSpeed(msgspec.Struct, frozen=True, kw_only=True):
    """Both ways, bare aiokafka first, and what readers cost that have nothing to read."""

    ways: list[WaySpeed]
    joins: list[JoinSpeed]
    live: list[LiveDelay]
    idle_readers_cpu: float
    """Of one core, this process."""


def measure(rounds: int = ROUNDS) -> BusSpeed:
    """Go both ways, turn by turn."""
    with tempfile.TemporaryDirectory() as folder, Broker(Path(folder), heap_mb=_HEAP_MB) as broker:
        return asyncio.run(_measured(broker.address, rounds))


async def _measured(address: str, rounds: int) -> BusSpeed:
    ways, joins, live = list[WaySpeed](), list[JoinSpeed](), list[LiveDelay]()
    for turn in range(rounds):
        names = sorted(_WAYS, reverse=bool(turn % 2))
        for name in names:
            ways += [await _way(address, name, size, frames) for size, frames in FRAMES.items()]
            live.append(await _live(address, name))
        joins += await bus_join.measured(address, names)
    return BusSpeed(
        ways=_medians(ways, lambda one: (one.frame_bytes, one.name)),
        joins=_medians(joins, lambda one: one.name),
        live=_medians(live, lambda one: one.name),
        idle_readers_cpu=await _idle_readers_cpu(address),
    )


def _medians(rounds: Sequence[S], of: Callable[[S], object]) -> list[S]:
    """Give the median of each number, for each that was measured: others are at work on this machine too."""
    return [_median([one for one in rounds if of(one) == whose]) for whose in sorted({of(one) for one in rounds})]  # type: ignore[type-var] # keys of one kind


def _median(rounds: Sequence[S]) -> S:
    values = {field: [getattr(one, field) for one in rounds] for field in rounds[0].__struct_fields__}
    return type(rounds[0])(
        **{field: each[0] if isinstance(each[0], str) else median(each) for field, each in values.items()}
    )


async def _way(address: str, name: str, frame_bytes: int, frames: int) -> WaySpeed:
    async with _opened(address, name) as way:
        published = await timed(_publish_all(way, frames, frame_bytes))
        taken = await timed(_take_all(way, frames))
    return WaySpeed(
        name=name,
        frame_bytes=frame_bytes,
        published_per_s=frames / published.wall_s,
        taken_per_s=frames / taken.wall_s,
        publish_cpu_us=1e6 * published.cpu_s / frames,
        take_cpu_us=1e6 * taken.cpu_s / frames,
    )


async def _live(address: str, name: str) -> LiveDelay:
    async with _opened(address, name) as way:
        delays = sorted(await _delays_s(way))
    return LiveDelay(name=name, p50_ms=1000 * delays[len(delays) // 2], p99_ms=1000 * delays[len(delays) * 99 // 100])


@asynccontextmanager
async def _opened(address: str, name: str) -> AsyncIterator[Way]:
    frames = topic("frames", max_message_bytes=4 * MEBIBYTE)
    await make_topics(address, [frames], PARTITIONS)
    async with _WAYS[name](address, frames) as way:
        yield way


async def _publish_all(way: Way, frames: int, frame_bytes: int) -> None:
    frame, numbers = os.urandom(frame_bytes), iter(range(frames))

    async def publish() -> None:
        for each in numbers:
            await way.publish(f"session {each % 32}", frame)

    await asyncio.gather(*(publish() for _ in range(_ON_THEIR_WAY)))


async def _take_all(way: Way, frames: int) -> None:
    taken = 0
    while taken < frames:
        taken += len(await way.take())


async def _delays_s(way: Way) -> list[float]:
    """Publish at a camera's pace; each frame begins with the time of its publishing."""
    rest, total = os.urandom(_LIVE_BYTES), int(_LIVE_S * _LIVE_FPS)

    async def publish() -> None:
        for _ in range(total):
            await asyncio.sleep(1 / _LIVE_FPS)
            await way.publish("session", b"%020.9f" % time.perf_counter() + rest)

    delays, publishing = list[float](), asyncio.create_task(publish())
    while len(delays) < total:
        delays += [time.perf_counter() - float(value[:20]) for value in await way.take()]
    await publishing
    return delays


async def _idle_readers_cpu(address: str) -> float:
    topics = [topic(one.name) for one in TOPICS if "gateway" in one.readers]
    await make_topics(address, topics, PARTITIONS)
    bus = await KafkaBus.open(address, topics, PARTITIONS)
    waiting = [asyncio.create_task(_wait(bus, one, part)) for one in topics for part in range(PARTITIONS)]
    await asyncio.sleep(1)
    began_s = time.process_time()
    await asyncio.sleep(_IDLE_S)
    took_s = time.process_time() - began_s
    await bus.close()
    await asyncio.gather(*waiting, return_exceptions=True)
    return took_s / _IDLE_S


async def _wait(bus: KafkaBus, one: Topic, partition: int) -> None:
    reader = await bus.records_from(one.name, Ref(partition, 0))
    await reader.take(1, 60)


if __name__ == "__main__":
    for title, table in bus_tables(measure(), READERS):
        Console(width=140).print(f"\n{title}\n", table)
