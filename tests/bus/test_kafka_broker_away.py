"""A broker that is killed and comes back: nothing is lost or doubled, readers go on, and the log says it once."""

import asyncio
import logging
from itertools import count

import pytest

from bus.errors import BrokerAwayError, BusClosedError
from bus.kafka import KafkaBus
from bus.protocol import Bus, PartitionReader, Reader
from bus.record import Record, Ref
from contracts.topics import Topic
from infra.kafka.broker import Broker
from tests.bus.described import key_in, take_exactly, topic
from tests.bus.in_loop import in_loop
from tests.bus.opened_kafka import opened
from tests.kafka_broker import start_or_skip

PARTITIONS = 2
AWAY_S = 3.0


async def gone_and_back(broker: Broker) -> None:
    await asyncio.to_thread(broker.kill)
    await asyncio.sleep(AWAY_S)
    await asyncio.to_thread(broker.start)


async def publish_until(bus: Bus, things: Topic, partition: int, stop: asyncio.Event) -> list[bytes]:
    """Publish 100 times a second, several on their way at once, until told to stop."""
    sent, calls = list[bytes](), list[asyncio.Task[Ref]]()
    for number in count():
        if stop.is_set():
            break
        sent.append(b"%d" % number)
        calls.append(asyncio.create_task(bus.publish(things.name, key_in(partition, PARTITIONS), sent[-1])))
        await asyncio.sleep(0.01)
    refs = [await call for call in calls]
    assert refs == [Ref(partition, offset) for offset in range(len(sent))]
    return sent


async def read_into(reader: Reader | PartitionReader, into: list[Record]) -> None:
    while True:
        into += await reader.take(16, within_s=1.0)


def in_partition(records: list[Record], partition: int) -> list[bytes]:
    return [record.value for record in records if record.partition == partition]


async def until_last_came(records: list[Record], partition: int, sent: list[bytes]) -> None:
    while sent[-1] not in in_partition(records, partition):  # noqa: ASYNC110 - looks at what another task gathers
        await asyncio.sleep(0.05)


@in_loop
async def test_nothing_is_lost_or_doubled_and_readers_go_on(
    own_broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    start_or_skip(own_broker)
    things, stop = topic(), asyncio.Event()
    caplog.set_level(logging.INFO)
    async with opened(own_broker.address, [things], PARTITIONS) as bus:
        by_member, by_plain = list[Record](), list[Record]()
        readers: list[Reader | PartitionReader] = [await bus.read([things.name], "g")]
        readers += [await bus.records_from(things.name, Ref(partition, 0)) for partition in range(PARTITIONS)]
        reading = [
            asyncio.create_task(read_into(reader, by_member if place == 0 else by_plain))
            for place, reader in enumerate(readers)
        ]
        publishing = [asyncio.create_task(publish_until(bus, things, at, stop)) for at in range(PARTITIONS)]
        await asyncio.sleep(0.5)
        await gone_and_back(own_broker)
        await asyncio.sleep(2.0)
        stop.set()
        sent = await asyncio.gather(*publishing)
        for partition, values_sent in enumerate(sent):
            assert await bus.span(things.name, partition) == (0, len(values_sent))
            await until_last_came(by_plain, partition, values_sent)
            await until_last_came(by_member, partition, values_sent)
            assert in_partition(by_plain, partition) == values_sent
            assert list(dict.fromkeys(in_partition(by_member, partition))) == values_sent
        for task in reading:
            task.cancel()
        await asyncio.wait(reading)
    said = [record.getMessage() for record in caplog.records if record.name != "asyncio"]
    assert len(said) == 2, said
    assert "is lost" in said[0]
    assert "is found again" in said[1]


@in_loop
async def test_closing_while_the_broker_is_away_wakes_who_waits(own_broker: Broker) -> None:
    start_or_skip(own_broker)
    things = topic()
    async with opened(own_broker.address, [things], PARTITIONS) as bus:
        member = await bus.read([things.name], "g")
        plain = await bus.records_from(things.name, Ref(0, 0))
        await bus.publish(things.name, "a", b"1")
        await member.commit(await take_exactly(member, 1))
        await asyncio.to_thread(own_broker.kill)
        calls = [
            asyncio.create_task(call)
            for call in (
                bus.publish(things.name, "a", b"2"),
                bus.span(things.name, 0),
                bus.records_from(things.name, Ref(0, 0)),
                bus.read([things.name], "other"),
                member.take(1, 60),
                plain.take(1, 60),
            )
        ]
        done, _ = await asyncio.wait(calls, timeout=2.0)
        assert not [task for task in done if task.exception() or not task.result()]
        await bus.close()
        for call in set(calls) - done:
            with pytest.raises(BusClosedError):
                await call


@in_loop
async def test_a_bus_is_not_opened_where_no_broker_answers() -> None:
    with pytest.raises(BrokerAwayError, match=r"No Kafka broker answers at 127\.0\.0\.1:1"):
        await KafkaBus.open("127.0.0.1:1", [topic()], 1)
