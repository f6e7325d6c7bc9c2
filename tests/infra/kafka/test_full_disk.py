"""A broker whose disk is full ends, and says so; publishers wait, say it once, and lose nothing."""

import asyncio
import logging
import os
from pathlib import Path

import pytest

from bus.record import Ref
from infra.kafka.broker import Broker, BrokerError
from infra.kafka.foreground import until_it_ends
from tests.bus.described import take_exactly, topic, values
from tests.bus.opened_kafka import opened
from tests.infra.small_disk import SmallDisk, small_disk
from tests.kafka_broker import ended_with_us, start_or_skip

LIMIT_S = 120.0


def test_what_is_published_waits_until_there_is_room_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bus")
    with small_disk(tmp_path / "disk") as disk:
        broker = Broker(disk.folder / "kafka", heap_mb=128)
        with ended_with_us(broker):
            start_or_skip(broker)
            asyncio.run(asyncio.wait_for(filled_and_emptied(broker, disk, caplog), LIMIT_S))
            broker.kill()
    lost, found = (record.getMessage() for record in caplog.records if record.name.startswith("bus"))
    assert "is lost; what is published waits until it is found" in lost
    assert "is found again" in found


async def filled_and_emptied(broker: Broker, disk: SmallDisk, log: pytest.LogCaptureFixture) -> None:
    things = topic()
    async with opened(broker.address, [things], 1) as bus:
        sent = [b"%d " % number + os.urandom(60_000) for number in range(40)]
        for value in sent[:10]:
            await bus.publish(things.name, "a", value)
        disk.fill(left_bytes=200_000)
        calls = [asyncio.create_task(bus.publish(things.name, "a", value)) for value in sent[10:]]
        with pytest.raises(BrokerError, match="ended, as the disk is full; what it said is in "):
            await until_it_ends(broker)
        with pytest.raises(BrokerError, match="The broker ended at its start: the disk is full; more is in "):
            await asyncio.to_thread(broker.start)
        assert not all(call.done() for call in calls)
        disk.empty()
        await asyncio.to_thread(broker.start)
        assert [await call for call in calls] == [Ref(0, offset) for offset in range(10, 40)]
        reader = await bus.records_from(things.name, Ref(0, 0))
        assert values(await take_exactly(reader, 40)) == sent
        while "is found again" not in log.text:  # noqa: ASYNC110 - it is asked for once a second
            await asyncio.sleep(0.05)
