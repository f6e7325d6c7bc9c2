"""How fast the bus over Kafka is against bare aiokafka with the same settings: publishing, taking, end to end.

`python -m tests.bench.bus_speed` measures it alone. A broker of its own is started for it, on the same cores.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from bus.kafka import KafkaBus
from bus.record import Ref
from contracts.topics import TOPICS, Topic
from infra.kafka.broker import Broker
from tests.bench.accuracy_tables import number, plain
from tests.bench.bus_ways import PARTITIONS, Way, bare, over_bus
from tests.bus.described import topic
from tests.bus.kafka_topics import make_topics

FRAMES: Final = 1500
ROUNDS: Final = 4
FRAME_BYTES: Final = 60_000
READERS: Final = 5 * PARTITIONS
"""What a gateway has open: frames, sessions, poses2d, poses3d and form, a reader each partition."""
_WAYS: Final = {"bare aiokafka": bare, "bus": over_bus}
_ON_THEIR_WAY: Final = 64
_LIVE_S: Final = 4.0
_LIVE_FPS: Final = 30
_IDLE_S: Final = 5.0
_HEAP_MB: Final = 512


class WaySpeed(msgspec.Struct, frozen=True, kw_only=True):
    """What one way did, each number from the round in which it was best."""

    name: str
    published_per_s: float
    taken_per_s: float
    publish_cpu_us: float
    take_cpu_us: float
    live_p50_ms: float
    """From publish to take, at 30 frames a second."""
    live_p99_ms: float


class BusSpeed(msgspec.Struct, frozen=True, kw_only=True):
    """Both ways, and what readers cost that have nothing to read."""

    ways: list[WaySpeed]
    idle_readers_cpu: float
    """Of one core, this process."""


def measure(frames: int = FRAMES, rounds: int = ROUNDS) -> BusSpeed:
    """Go both ways, turn by turn."""
    with tempfile.TemporaryDirectory() as folder, Broker(Path(folder), heap_mb=_HEAP_MB) as broker:
        return asyncio.run(_measured(broker.address, frames, rounds))


def bus_table(speed: BusSpeed) -> Table:
    """Give frames a second, CPU a frame and delay, by way."""
    table = plain(["60 KB frames over Kafka", "published/s", "CPU us", "taken/s", "CPU us", "live p50 ms", "p99 ms"])
    for one in speed.ways:
        table.add_row(
            one.name,
            number(one.published_per_s, 0),
            number(one.publish_cpu_us, 0),
            number(one.taken_per_s, 0),
            number(one.take_cpu_us, 0),
            number(one.live_p50_ms, 1),
            number(one.live_p99_ms, 1),
        )
    without, ours = speed.ways
    publish, take = ours.published_per_s / without.published_per_s, ours.taken_per_s / without.taken_per_s
    table.add_row("share (goal: at least 0.70)", number(publish, 2), "", number(take, 2), "", "", "")
    table.add_row(f"{READERS} idle readers, CPU of a core", f"{speed.idle_readers_cpu:.1%}", "", "", "", "", "")
    return table


async def _measured(address: str, frames: int, rounds: int) -> BusSpeed:
    found: dict[str, list[WaySpeed]] = {name: [] for name in _WAYS}
    for turn in range(rounds):
        for name in sorted(_WAYS, reverse=bool(turn % 2)):
            found[name].append(await _one(address, name, frames))
    return BusSpeed(
        ways=[_best(speeds) for speeds in found.values()], idle_readers_cpu=await _idle_readers_cpu(address)
    )


def _best(speeds: Sequence[WaySpeed]) -> WaySpeed:
    """Take the best of each number: what others do on this machine only makes it worse."""
    fields = [field for field in WaySpeed.__struct_fields__ if field != "name"]
    best = {
        field: (max if field.endswith("per_s") else min)(getattr(speed, field) for speed in speeds) for field in fields
    }
    return WaySpeed(name=speeds[0].name, **best)


async def _one(address: str, name: str, frames: int) -> WaySpeed:
    async with _opened(address, name) as way:
        published = await _timed(_publish_all(way, frames))
    async with _opened(address, name) as way:
        await _publish_all(way, frames)
        taken = await _timed(_take_all(way, frames))
    async with _opened(address, name) as way:
        delays = sorted(await _delays_s(way))
    return WaySpeed(
        name=name,
        published_per_s=frames / published[0],
        publish_cpu_us=1e6 * published[1] / frames,
        taken_per_s=frames / taken[0],
        take_cpu_us=1e6 * taken[1] / frames,
        live_p50_ms=1000 * delays[len(delays) // 2],
        live_p99_ms=1000 * delays[len(delays) * 99 // 100],
    )


@asynccontextmanager
async def _opened(address: str, name: str) -> AsyncIterator[Way]:
    frames = topic("frames")
    await make_topics(address, [frames], PARTITIONS)
    async with _WAYS[name](address, frames) as way:
        yield way


async def _timed(work: Awaitable[None]) -> tuple[float, float]:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    await work
    return time.perf_counter() - wall_s, time.process_time() - cpu_s


async def _publish_all(way: Way, frames: int) -> None:
    frame, numbers = os.urandom(FRAME_BYTES), iter(range(frames))

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
    rest, total = os.urandom(FRAME_BYTES), int(_LIVE_S * _LIVE_FPS)

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
    topics = [topic(one.name) for one in TOPICS if "gateway" in one.readers and one.name != "rendered"]
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
    Console(width=140).print(bus_table(measure()))
