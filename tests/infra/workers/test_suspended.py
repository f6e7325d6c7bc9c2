"""A worker that was suspended until another had its partitions says nothing more of them when it goes on."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bus.protocol import Bus
from bus.record import Record
from contracts.codec import decode
from contracts.form import Form
from infra.kafka.broker import Broker
from tests.bench.noop import frame, noop, told
from tests.infra.served import CHECKOUT
from tests.infra.workers.at_work import Worker, on, until_answered
from tests.infra.workers.slow_worker import TAKES_S

SESSION = "suspended"


@contextmanager
def slow_worker(address: str) -> Iterator["subprocess.Popen[str]"]:
    program = [sys.executable, "-m", "tests.infra.workers.slow_worker", address]
    with subprocess.Popen(program, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        yield process
        process.kill()


async def until_it_has(worker: "subprocess.Popen[str]", fits: Callable[[int], bool]) -> None:
    """Wait until a worker says that it has a fitting number of partitions."""
    assert worker.stdout is not None
    while not fits(len((await asyncio.to_thread(worker.stdout.readline)).split())):
        assert worker.poll() is None


async def send(bus: Bus, first: int, end: int) -> None:
    for number in range(first, end):
        await bus.publish("frames", SESSION, *frame(SESSION, number))


def frames(records: list[Record]) -> list[int]:
    return [decode(one.value, Form).frame for one in records]


def test_suspended_while_another_takes_over_it_adds_nothing_when_it_goes_on(broker: Broker) -> None:
    async def run() -> tuple[list[int], list[int]]:
        async with on(broker.address) as bus:
            await bus.publish("sessions", SESSION, told(SESSION, "running"))
            with slow_worker(broker.address) as slow:
                await until_it_has(slow, lambda count: count == bus.partitions)
                await send(bus, 0, 1)
                await until_answered(bus, "form", SESSION, 0)
                await send(bus, 1, 2)
                await asyncio.sleep(TAKES_S / 2)
                slow.send_signal(signal.SIGSTOP)
                async with Worker(broker.address, noop()).running():
                    await send(bus, 2, 20)
                    before = await until_answered(bus, "form", SESSION, 19)
                    slow.send_signal(signal.SIGCONT)
                    await until_it_has(slow, lambda count: count < bus.partitions)
                await send(bus, 20, 22)
                return frames(before), frames((await until_answered(bus, "form", SESSION, 21))[len(before) :])

    before, after = asyncio.run(run())
    assert sorted(set(before)) == list(range(20))
    assert after == [20, 21]
