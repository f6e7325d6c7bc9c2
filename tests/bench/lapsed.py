"""A long live session in little time: made-up answers, as fast as they go, through bus, sink, database and gateway.

`python -m tests.bench.lapsed FOLDER FRAME...` is the process whose memory is looked at: it tells its MiB at each frame.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec
from rich.table import Table

from bus.memory import LIMITS, MemoryBus
from contracts.topics import TOPICS
from infra.serving.behind import opened_clients
from sink.sink import Sink
from tests.bench.accuracy_tables import number, plain
from tests.bench.live_load import FPS
from tests.bench.live_server import gateway_of
from tests.bench.soak import resident_mib
from tests.infra.served import CHECKOUT


class Lapsed(msgspec.Struct, frozen=True, kw_only=True):
    """The process after so many minutes of media time."""

    minutes: float
    took_s: float
    resident_mib: float


def measure(minutes: Sequence[float]) -> list[Lapsed]:
    """Let a session pass in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-m", "tests.bench.lapsed", folder, *map(str, minutes)]
        said = subprocess.run(program, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603 - ours
    return [msgspec.json.decode(line, type=Lapsed) for line in said.splitlines()]


def lapsed_table(marks: Sequence[Lapsed]) -> Table:
    """Give a row a mark."""
    table = plain(["min of the session", "s", "resident MiB"])
    for one in marks:
        table.add_row(f"{one.minutes:g}", number(one.took_s, 0), number(one.resident_mib, 0))
    return table


async def _main(folder: Path, minutes: Sequence[float]) -> None:
    bus = MemoryBus(TOPICS, 1, limits=LIMITS, kept_in=folder / "bus")
    own, *clients = await opened_clients(str(folder / "database"), others=1)
    with ExitStack() as stack:
        for client in (*clients, own):
            stack.callback(client.close)
        sink = await Sink.open(bus, own)
        async with gateway_of(bus, clients) as (_, send):
            storing = asyncio.create_task(sink.run())
            began_s, frame = time.monotonic(), 0
            for mark in sorted(minutes):
                while frame < mark * 60 * FPS:
                    await send(frame)
                    frame += 1
                size = resident_mib("self")
                told = Lapsed(minutes=mark, took_s=time.monotonic() - began_s, resident_mib=size)
                print(msgspec.json.encode(told).decode(), flush=True)  # noqa: T201 - how the parent hears it
            storing.cancel()
            await asyncio.wait([storing])


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), [float(one) for one in sys.argv[2:]]))
