"""What only a group over Kafka has to see to: members who come, go and die, and records that nobody takes."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bus.kafka import KafkaBus
from bus.protocol import Reader
from infra.kafka.broker import Broker
from tests.bus.described import key_in, publish_all, take_exactly, topic, values
from tests.bus.in_loop import in_loop
from tests.bus.opened_kafka import opened

PARTITIONS = 8
_DIES_IN_MID_WORK = """
import asyncio, os, signal, sys
from bus.kafka import KafkaBus
from tests.bus.described import topic, take_exactly
from msgspec.structs import replace

async def work():
    bus = await KafkaBus.open(sys.argv[1], [replace(topic(), name=sys.argv[2])], 1)
    reader = await bus.read([sys.argv[2]], "g")
    records = await take_exactly(reader, 3)
    await reader.commit(records[:1])
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(work())
"""

Share = set[int]


async def _share(reader: Reader, names: Sequence[str]) -> list[Share]:
    """Take all there is; return which partitions of each topic came."""
    shares: list[Share] = [set() for _ in names]
    while records := await reader.take(100, within_s=0.2):
        for record in records:
            shares[names.index(record.topic)].add(record.partition)
        await reader.commit(records)
    return shares


async def _shares(bus: KafkaBus, names: Sequence[str], readers: Sequence[Reader]) -> list[Share]:
    """Publish on every partition of every topic until all come in shares that agree; return them, by reader."""
    while True:
        for name in names:
            for partition in range(PARTITIONS):
                await bus.publish(name, key_in(partition, PARTITIONS), b"x")
        found = await asyncio.gather(*(_share(reader, names) for reader in readers))
        if sum(len(share) for shares in found for share in shares) == PARTITIONS * len(names):
            assert all(share == shares[0] for shares in found for share in shares), found
            return [shares[0] for shares in found]


@in_loop
async def test_three_members_have_the_same_partitions_of_each_topic_whoever_comes_and_goes(broker: Broker) -> None:
    topics = [topic("left"), topic("middle"), topic("right")]
    names = [one.name for one in topics]
    async with opened(broker.address, topics, PARTITIONS) as bus:
        readers = list[Reader]()
        for members in (1, 2, 3):
            readers.append(await bus.read(names, "shared"))
            shares = await _shares(bus, names, readers)
            assert set.union(*shares) == set(range(PARTITIONS))
            assert {len(share) for share in shares} <= {PARTITIONS // members, PARTITIONS // members + 1}
        while len(readers) > 1:
            await readers.pop(0).close()
            assert set.union(*await _shares(bus, names, readers)) == set(range(PARTITIONS))


@in_loop
async def test_what_a_killed_member_had_not_committed_comes_again(broker: Broker) -> None:
    things = topic()
    async with opened(broker.address, [things], 1) as bus:
        await publish_all(bus, things, [b"1", b"2", b"3"])
        killed = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", _DIES_IN_MID_WORK, broker.address, things.name],
            check=False,
            env={**os.environ, "PYTHONPATH": "."},
        )
        assert killed.returncode == -9
        loop = asyncio.get_running_loop()
        began = loop.time()
        reader = await bus.read([things.name], "g")
        assert values(await take_exactly(reader, 2)) == [b"2", b"3"]
        assert loop.time() - began < 10


@in_loop
async def test_who_is_left_takes_over_within_a_moment_after_a_member_closed(broker: Broker) -> None:
    things = topic()
    async with opened(broker.address, [things], 2) as bus:
        first, second = await bus.read([things.name], "g"), await bus.read([things.name], "g")
        await first.close()
        loop = asyncio.get_running_loop()
        began = loop.time()
        for partition in range(2):
            await publish_all(bus, things, [b"1"], key_in(partition, 2))
        assert len(await take_exactly(second, 2)) == 2
        assert loop.time() - began < 4


@in_loop
async def test_memory_is_bounded_while_nobody_takes(broker: Broker) -> None:
    things = topic()
    async with opened(broker.address, [things], 2) as bus:
        member = await bus.read([things.name], "g")
        frame = os.urandom(60_000)
        await bus.publish(things.name, "a", frame)
        await take_exactly(member, 1)
        before_kb = _resident_kb()
        for _ in range(40):
            await asyncio.gather(*(bus.publish(things.name, str(key), frame) for key in range(40)))
        assert _resident_kb() - before_kb < 40_000  # of 96,000 that were published


def _resident_kb() -> int:
    try:
        told = Path("/proc/self/statm").read_text(encoding="ascii")
    except FileNotFoundError:
        pytest.skip("this system has no /proc that tells how much memory is used")
    return int(told.split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
