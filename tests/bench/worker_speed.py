"""What workers on Kafka cost beside one process: latency, CPU and throughput; `python -m tests.bench --only workers`.

Broker, workers and whoever sends share the machine's cores: ratios and orders of size count, not absolutes.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

import msgspec
from rich.table import Table

from bus.kafka import KafkaBus
from bus.memory import LIMITS, MemoryBus
from bus.protocol import Bus
from bus.record import Ref
from contracts.codec import decode
from contracts.form import Form
from contracts.topics import TOPIC, TOPICS
from infra.garbage import pass_over_what_is_loaded
from infra.kafka.broker import Broker
from infra.kafka.topic_upkeep import keep_topics
from infra.stages.cuts import STAGES, WHOLE
from infra.stages.stage_worker import work
from tests.bench import comes_back, real_chain
from tests.bench.accuracy_tables import number, plain
from tests.bench.bus_ways import bare
from tests.bench.comes_back import ComesBack
from tests.bench.noop import FRAME_BYTES, READY, frame, noop, told
from tests.bench.real_chain import RealSpeed
from tests.bus.described import topic as described
from tests.bus.kafka_topics import make_topics
from tests.infra.served import CHECKOUT

_FPS: Final = 30
_LIVE_S: Final = 8.0
_BEGINS_S: Final = 2.0
"""Of it the beginning, told apart: readers come to a new session, its state is made, caches fill."""
_SESSIONS: Final = (1, 4, 16)
_BACKLOG: Final = 1500
_ON_THEIR_WAY: Final = 64
_HEAP_MB: Final = 512
_ANSWERED_WITHIN_S: Final = 60.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")
FUSED: Final = (WHOLE.name,)
HOPPING: Final = STAGES
Late = tuple[int, float]
"""A frame, and how long its answer took, seconds."""


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """Sessions of 30 frames a second through no-op stages."""

    way: str
    sessions: int
    p50_ms: float
    """From a frame's sending to its last stage's answer being read, once the session has begun."""
    p99_ms: float
    begins_ms: float
    """The longest of the beginning."""
    cpu_ms: float
    """Of the workers, a frame."""


class WorkerSpeed(msgspec.Struct, frozen=True, kw_only=True):
    """All that was measured."""

    live: list[Live]
    back: list[ComesBack]
    real: RealSpeed
    worker_per_s: float
    """Frames of 60 KB that a worker of no-op stages takes off a backlog."""
    bare_per_s: float
    """The same for bare aiokafka: a record in, one of 1.5 KB out."""


def measure() -> WorkerSpeed:
    """Measure over a broker of its own."""
    with tempfile.TemporaryDirectory() as folder, Broker(Path(folder), heap_mb=_HEAP_MB) as broker:
        return asyncio.run(_measured(broker.address))


def live_table(speed: WorkerSpeed) -> Table:
    """Give latency and CPU by way and number of sessions, and what Kafka adds."""
    table = plain(["way", "sessions", "p50 ms", "p99 ms", "longest at the beginning", "CPU ms a frame"])
    for one in speed.live:
        latency = [number(ms, 1) for ms in (one.p50_ms, one.p99_ms, one.begins_ms)]
        table.add_row(one.way, str(one.sessions), *latency, number(one.cpu_ms, 2))
    found = {(one.way, one.sessions): one for one in speed.live}
    for sessions in _SESSIONS:
        memory, fused = found["memory", sessions], found["fused", sessions]
        added = number(fused.p50_ms - memory.p50_ms, 1), number(fused.p99_ms - memory.p99_ms, 1)
        table.add_row("added, fused (goal: p99 <= 40, CPU <= 3)", str(sessions), *added, "", number(fused.cpu_ms, 2))
    return table


def throughput_table(speed: WorkerSpeed) -> Table:
    """Give frames a second beside what they are held against."""
    table = plain(["frames a second", "worker on Kafka", "held against", "share"])
    real = speed.real
    rows = {
        "real models, 1 session; against one process (goal: 0.90)": (real.kafka_per_s, real.embedded_per_s),
        "no-op, 60 KB, off a backlog; against bare aiokafka": (speed.worker_per_s, speed.bare_per_s),
    }
    for name, (ours, theirs) in rows.items():
        table.add_row(name, number(ours, 1), number(theirs, 1), number(ours / theirs, 2))
    return table


async def _measured(address: str) -> WorkerSpeed:
    await keep_topics(address)
    pass_over_what_is_loaded()  # as a gateway does, whose part this process takes
    live = [await _in_memory(sessions) for sessions in _SESSIONS]
    for way, cuts in (("fused", FUSED), ("hopping", HOPPING)):
        for sessions in _SESSIONS:
            async with _bus(address) as bus:
                with _workers(address, cuts) as workers:
                    live.append(await _live(bus, way, sessions, workers))
    return WorkerSpeed(
        live=live,
        back=await comes_back.measure(address),
        real=await real_chain.measure(address),
        worker_per_s=await _worker_per_s(address),
        bare_per_s=await _bare_per_s(address),
    )


async def _in_memory(sessions: int) -> Live:
    bus = MemoryBus(TOPICS, 8, limits=LIMITS, other_bytes=1 << 20)
    working = asyncio.create_task(work(bus, noop(), bus.read))
    live = await _live(bus, "memory", sessions, ())
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await bus.close()
    return live


async def _live(bus: Bus, way: str, sessions: int, workers: Sequence[int]) -> Live:
    """Send sessions side by side, and read their last answers."""
    names = [f"{way}-{sessions}-{one}" for one in range(sessions)]
    for name in names:
        await bus.publish("sessions", name, told(name, "running"))
    total = int(_LIVE_S * _FPS)
    delays = list[Late]()
    starts = [(await bus.span("form", part)).end for part in range(bus.partitions)]
    reading = [asyncio.create_task(_read(bus, part, start, names, delays)) for part, start in enumerate(starts)]
    began_s, cpu_s = time.monotonic(), _cpu_s(workers)
    await asyncio.gather(*(_send(bus, name, total, began_s + at / sessions / _FPS) for at, name in enumerate(names)))
    await _until(delays, total * sessions)
    cpu_s = _cpu_s(workers) - cpu_s
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    for name in names:
        await bus.publish("sessions", name, told(name, "done"))
    beginning = [late_s for of, late_s in delays if of < _BEGINS_S * _FPS]
    later = sorted(late_s for of, late_s in delays if of >= _BEGINS_S * _FPS)
    return Live(
        way=way,
        sessions=sessions,
        p50_ms=1000 * later[len(later) // 2],
        p99_ms=1000 * later[len(later) * 99 // 100],
        begins_ms=1000 * max(beginning),
        cpu_ms=1000 * cpu_s / total / sessions,
    )


async def _send(bus: Bus, name: str, total: int, first_s: float) -> None:
    for each in range(total):
        await asyncio.sleep(max(0.0, first_s + each / _FPS - time.monotonic()))
        await bus.publish("frames", name, *frame(name, each))


async def _read(bus: Bus, partition: int, start: int, names: Sequence[str], delays: list[Late]) -> None:
    reader = await bus.records_from("form", Ref(partition, start))
    while True:
        came = [decode(record.value, Form) for record in await reader.take(256, 1.0) if record.key in names]
        delays += [(form.frame, time.time() - form.trace.received_at) for form in came]


async def _until(delays: Sequence[Late], count: int) -> None:
    """Wait for so many answers.

    Raises:
        TimeoutError: they don't come.
    """
    async with asyncio.timeout(_ANSWERED_WITHIN_S):
        while len(delays) < count:  # noqa: ASYNC110 - it is asked, not told
            await asyncio.sleep(0.005)


async def _worker_per_s(address: str) -> float:
    """Let a worker take a backlog off the log; it is ready before the clock starts, its session is told last."""
    async with _bus(address) as bus:
        names = [f"backlog-{one}" for one in range(8)]
        for name in names:
            await bus.publish("sessions", name, told(name, "running"))
        frames = [(name, frame(name, each)) for each in range(_BACKLOG // len(names)) for name in names]
        for at in range(0, len(frames), _ON_THEIR_WAY):
            await asyncio.gather(*(bus.publish("frames", n, *one) for n, one in frames[at : at + _ON_THEIR_WAY]))
        starts = [(await bus.span("form", part)).end for part in range(bus.partitions)]
        delays = list[Late]()
        reading = [asyncio.create_task(_read(bus, part, start, names, delays)) for part, start in enumerate(starts)]
        with _workers(address, FUSED):
            await _until(delays, 1)
            began_s, already = time.monotonic(), len(delays)
            await _until(delays, len(frames))
            took_s = time.monotonic() - began_s
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
        return (len(frames) - already) / took_s


async def _bare_per_s(address: str) -> float:
    source, goal = described("frames"), described("form")
    await make_topics(address, [source, goal], 8)
    async with bare(address, source) as way, bare(address, goal) as out:
        for _ in range(0, _BACKLOG, _ON_THEIR_WAY):
            await asyncio.gather(*(way.publish(f"s{n % 8}", os.urandom(FRAME_BYTES)) for n in range(_ON_THEIR_WAY)))
        done, began_s = 0, time.monotonic()
        while done < _BACKLOG:
            values = await way.take()
            await asyncio.gather(*(out.publish("s", value[:1500]) for value in values))
            done += len(values)
        return done / (time.monotonic() - began_s)


@asynccontextmanager
async def _bus(address: str) -> AsyncIterator[KafkaBus]:
    bus = await KafkaBus.open(address, [TOPIC[one.name] for one in TOPICS])
    try:
        yield bus
    finally:
        await bus.close()


@contextmanager
def _workers(address: str, cuts: Sequence[str]) -> Iterator[list[int]]:
    """Run a worker for each cut until all are ready; give their process ids."""
    with ExitStack() as stack:
        started = list[subprocess.Popen[str]]()
        for cut in cuts:
            program = [sys.executable, "-m", "tests.bench.noop", address, cut, "0"]
            process = stack.enter_context(subprocess.Popen(program, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True))  # noqa: S603 - ours
            stack.callback(process.terminate)
            started.append(process)
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == READY
        yield [process.pid for process in started]


def _cpu_s(processes: Sequence[int]) -> float:
    """Give the CPU seconds that processes have used, or this one where there are none."""
    if not processes:
        return time.process_time()
    fields = [Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split() for one in processes]
    return sum(int(one[11]) + int(one[12]) for one in fields) / _TICKS
