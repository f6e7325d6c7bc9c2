"""How fast the sink is: from the bus into an embedded ClickHouse, against bare inserts of the same batches.

`python -m tests.bench.sink_speed` measures it alone.
"""

import asyncio
import gc
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import msgspec
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from bus.memory import MemoryBus
from bus.record import Record
from contracts.codec import encode
from contracts.detections import Detections
from contracts.event import Event
from contracts.examples import example
from contracts.form import Form
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.tables import TABLE, TABLES
from contracts.topics import TOPICS
from sink.batch import batch_of
from sink.database import Database, open_database
from sink.lane import Pace
from sink.rows import Rows
from sink.sink import Sink
from sink.stored import until_all_stored
from tests.bench.accuracy_tables import number, plain

FRAMES: Final = 2500
ROUNDS: Final = 5
_BUS_BYTES: Final = 1 << 30
"""Room for every message at once: what is measured is the sink, not its writers."""
_ANSWERS: Final[dict[str, Event]] = {
    "detections": example(Detections),
    "poses2d": example(Poses2d),
    "poses3d": example(Poses3d),
    "form": example(Form, "mid_rep"),
}


class SinkSpeed(msgspec.Struct, frozen=True, kw_only=True):
    """What it took to store the answers to some frames; of several rounds the fastest."""

    rows: int
    inserts_s: float
    """Bare inserts, of rows that were made before."""
    inserts_cpu_s: float
    sink_s: float
    """The sink: take, decode, make rows, insert, commit."""
    sink_cpu_s: float

    @property
    def share(self) -> float:
        """The sink's rows a second, as a share of the bare inserts'."""
        return self.inserts_s / self.sink_s


def measure(frames: int = FRAMES, rounds: int = ROUNDS) -> SinkSpeed:
    """Store the four answers to each of some frames, turn by turn the one way and the other."""
    values = [
        (topic, encode(replace(answer, frame=frame))) for frame in range(frames) for topic, answer in _ANSWERS.items()
    ]
    batches = _batches(values)
    gc.freeze()  # what is held here is not the sink's to look through
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(folder)
        inserts, sinks = [], []
        for _ in range(rounds):
            inserts.append(_time_inserts(database, batches))
            sinks.append(asyncio.run(_time_sink(database, values)))
        database.close()
    inserts_s, inserts_cpu_s = min(inserts)
    sink_s, sink_cpu_s = min(sinks)
    return SinkSpeed(
        rows=len(values), inserts_s=inserts_s, inserts_cpu_s=inserts_cpu_s, sink_s=sink_s, sink_cpu_s=sink_cpu_s
    )


def speed_table(speed: SinkSpeed) -> Table:
    """Give rows a second, and CPU a row."""
    table = plain(["into ClickHouse", "rows/s", "CPU us/row"])
    for name, wall_s, cpu_s in (
        ("bare inserts", speed.inserts_s, speed.inserts_cpu_s),
        ("sink", speed.sink_s, speed.sink_cpu_s),
    ):
        table.add_row(name, number(speed.rows / wall_s, 0), number(1e6 * cpu_s / speed.rows, 0))
    table.add_row("share (goal: at least 0.50)", number(speed.share, 2), "")
    return table


def _batches(values: Sequence[tuple[str, bytes]]) -> list[Rows]:
    """Make the rows that the sink would insert at once."""
    at_most = Pace().at_most
    records = [Record(topic, 0, offset, "s1", value) for offset, (topic, value) in enumerate(values)]
    return [batch_of(records[start : start + at_most], 0.0).rows for start in range(0, len(records), at_most)]


def _time_inserts(database: Database, batches: Sequence[Rows]) -> tuple[float, float]:
    _empty(database)
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    for rows in batches:
        for name, found in rows.items():
            database.insert(TABLE[name], found)
    return time.perf_counter() - wall_s, time.process_time() - cpu_s


async def _time_sink(database: Database, values: Sequence[tuple[str, bytes]]) -> tuple[float, float]:
    _empty(database)
    bus = MemoryBus(TOPICS, 1, limits={}, other_bytes=_BUS_BYTES)
    sink = await Sink.open(bus, database)
    for topic, value in values:
        await bus.publish(topic, "s1", value)
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    running = asyncio.create_task(sink.run())
    await until_all_stored(bus)
    took = time.perf_counter() - wall_s, time.process_time() - cpu_s
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return took


def _empty(database: Database) -> None:
    for table in TABLES:
        database.command(f"TRUNCATE TABLE {table.name}")


if __name__ == "__main__":
    Console().print(speed_table(measure()))
