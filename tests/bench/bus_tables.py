"""The tables of what the bus over Kafka does, beside bare aiokafka."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.table import Table

from tests.bench.accuracy_tables import number, plain

if TYPE_CHECKING:
    from tests.bench.bus_join import JoinSpeed
    from tests.bench.bus_speed import BusSpeed, LiveDelay, WaySpeed


def bus_tables(speed: "BusSpeed", readers: int) -> Iterator[tuple[str, Table]]:
    """Give frames a second and CPU a frame by size and way, the join's, the delay, and what idle readers cost."""
    for size, ways in groupby(speed.ways, lambda way: way.frame_bytes):
        yield f"Frames of {size // 1000:,} KB over Kafka", _ways_table(list(ways))
    yield "Each message's picture, fetched in step (goal: 5,000 a second)", _joins_table(speed.joins)
    yield "30 frames a second, from publish to take (goal: within 2 ms of bare)", _live_table(speed.live)
    idle = plain(["idle readers", "CPU of a core"])
    idle.add_row(f"{readers}", f"{speed.idle_readers_cpu:.1%}")
    yield "Readers with nothing to read", idle


def _ways_table(ways: "Sequence[WaySpeed]") -> Table:
    table = plain(["", "published/s", "CPU us", "taken/s", "CPU us"])
    rows = [(way.published_per_s, way.publish_cpu_us, way.taken_per_s, way.take_cpu_us) for way in ways]
    for way, row in zip(ways, rows, strict=True):
        table.add_row(way.name, *(number(value, 0) for value in row))
    (bare_out, bare_out_us, bare_in, bare_in_us), (out, out_us, into, in_us) = rows
    shares = (out / bare_out, bare_out_us / out_us, into / bare_in, bare_in_us / in_us)
    table.add_row("share of bare (goal: at least 0.80)", *(number(share, 2) for share in shares))
    return table


def _joins_table(joins: "Sequence[JoinSpeed]") -> Table:
    table = plain(["", "frames/s", "CPU us", "get p50 ms", "p99 ms"])
    for one in joins:
        table.add_row(
            one.name,
            number(one.frames_per_s, 0),
            number(one.cpu_us, 0),
            number(one.get_p50_ms, 2),
            number(one.get_p99_ms, 1),
        )
    return table


def _live_table(live: "Sequence[LiveDelay]") -> Table:
    table = plain(["60 KB frames", "p50 ms", "p99 ms"])
    for one in live:
        table.add_row(one.name, number(one.p50_ms, 1), number(one.p99_ms, 1))
    return table
