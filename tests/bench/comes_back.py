"""How long a worker takes from getting its share to a session's next answer, however long the session was before."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final

import msgspec
from rich.table import Table

from bus.kafka import KafkaBus
from bus.partitioner import partition_of
from bus.protocol import Reader
from bus.record import Ref
from contracts.codec import decode
from contracts.form import Form
from contracts.topics import TOPICS
from infra.stages.cuts import WHOLE
from infra.stages.faust_reader import FaustReader
from infra.stages.stage_worker import work
from tests.bench.accuracy_tables import number, plain
from tests.bench.noop import frame, noop, told
from tests.infra.served import CHECKOUT

MINUTES: Final = (1, 10, 60)
_FPS: Final = 30
_SMALL_BYTES: Final = 2_000
_STATE_BYTES: Final = 10_000
_ON_THEIR_WAY: Final = 128
_AT_ONCE: Final = 256
_MORE: Final = 30


class ComesBack(msgspec.Struct, frozen=True, kw_only=True):
    """A worker that takes over after another was killed."""

    minutes: int
    states: int
    """Records on the partition of the topic `states`, as far as the broker hasn't thrown old ones away."""
    first_s: float
    """From the share to the first answer."""


class _Noting(FaustReader):
    """Notes when it gets its share."""

    shared_at_s = 0.0

    async def _begin(self, *given: object, **more: object) -> None:
        self.shared_at_s = time.time()
        await super()._begin(*given, **more)


async def measure(address: str, minutes: Sequence[int] = MINUTES) -> list[ComesBack]:
    """Measure, on a broker that has the topics: sessions of no-op stages, flat out, in small pictures."""
    return [await _measured(address, one) for one in minutes]


def back_table(found: Sequence[ComesBack]) -> Table:
    """Give a row a session."""
    table = plain(["session of", "records of states", "from its share to the first answer (goal: 2 s)"])
    for one in found:
        table.add_row(f"{one.minutes} min", str(one.states), f"{number(one.first_s, 2)} s")
    return table


async def _measured(address: str, minutes: int) -> ComesBack:
    bus = await KafkaBus.open(address, TOPICS)
    name, frames = f"back-{minutes}", minutes * 60 * _FPS
    await bus.publish("sessions", name, told(name, "running"))
    form = await bus.records_from("form", Ref(partition_of(name, bus.partitions), 0))
    program = [sys.executable, "-m", "tests.bench.noop", address, WHOLE.name, str(_STATE_BYTES)]
    with subprocess.Popen(program, cwd=CHECKOUT, stdout=subprocess.PIPE) as worker:  # noqa: S603, ASYNC220 - ours
        sending, answered = 0, 0
        while answered < frames:
            while sending < min(frames, answered + _ON_THEIR_WAY):
                until = min(frames, answered + _ON_THEIR_WAY)
                await asyncio.gather(*(_publish(bus, name, one) for one in range(sending, until)))
                sending = until
            answered += sum(one.key == name for one in await form.take(_AT_ONCE, 1.0))
        worker.kill()
    await asyncio.gather(*(_publish(bus, name, one) for one in range(frames, frames + _MORE)))
    readers = list[_Noting]()

    async def join(topics: Sequence[str], group: str) -> Reader:
        reader = await _Noting.join(address, topics, group)
        readers.append(reader)
        return reader

    working = asyncio.create_task(work(bus, noop(state_bytes=_STATE_BYTES), join))
    first_s = 0.0
    while not first_s:
        new = [
            one for one in await form.take(_AT_ONCE, 1.0) if one.key == name and decode(one.value, Form).frame >= frames
        ]
        first_s = time.time() if new else 0.0
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    states = await bus.span("states", partition_of(name, bus.partitions))
    await bus.publish("sessions", name, told(name, "done"))
    await bus.close()
    return ComesBack(minutes=minutes, states=states.end - states.earliest, first_s=first_s - readers[0].shared_at_s)


async def _publish(bus: KafkaBus, name: str, number: int) -> None:
    await bus.publish("frames", name, *frame(name, number, _SMALL_BYTES))
