"""What only a plain reader of the Kafka bus has to see to: what has expired, gaps, and standing past every end."""

import asyncio

import pytest

from bus.errors import ExpiredError
from bus.record import Ref
from infra.kafka.broker import Broker
from tests.bus.described import publish_all, take_exactly, topic, values
from tests.bus.in_loop import in_loop
from tests.bus.kafka_topics import delete_before
from tests.bus.opened_kafka import opened

NOWHERE = 1 << 62


@in_loop
async def test_a_record_that_is_gone_has_expired_and_a_seek_to_the_earliest_goes_on(broker: Broker) -> None:
    things = topic()
    async with opened(broker.address, [things], 1) as bus:
        await publish_all(bus, things, [b"%d" % number for number in range(10)])
        await delete_before(broker.address, things, 0, 4)
        reader = await bus.records_from(things.name, Ref(0, 2))
        for _ in range(2):
            with pytest.raises(ExpiredError, match=r"Record 2 of topic .* has expired: the earliest still kept is 4"):
                await reader.take(1, within_s=5)
        span = await bus.span(things.name, 0)
        assert span == (4, 10)
        reader.seek(span.earliest)
        assert values(await take_exactly(reader, 2)) == [b"4", b"5"]


@in_loop
async def test_a_reader_past_every_end_waits_there_and_fetches_at_once_when_it_comes_back(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bus.kafka_clients._PARTITION_FETCH_WAIT_MS", 20_000)  # whoever waits for it is far too late
    things = topic()
    async with opened(broker.address, [things], 1) as bus:
        await publish_all(bus, things, [b"%d" % number for number in range(300)])
        reader = await bus.records_from(things.name, Ref(0, NOWHERE))
        assert await reader.take(1, within_s=0.5) == []
        for offset in (7, 200, 150, 90):  # what is fetched from there doesn't reach the end, where it would wait
            reader.seek(offset)
            assert values(await reader.take(1, within_s=10)) == [b"%d" % offset]
            reader.seek(NOWHERE)
            assert await reader.take(1, within_s=0.05) == []


@in_loop
async def test_a_reader_in_step_passes_over_what_it_is_not_asked_for(broker: Broker) -> None:
    things = topic()
    async with opened(broker.address, [things], 1) as bus:
        await publish_all(bus, things, [b"%d" % number for number in range(500)])
        reader = await bus.records_from(things.name, Ref(0, 0))
        for offset in (0, 1, 5, 6, 69, 134, 400, 3, 400, 499):
            reader.seek(offset)
            assert values(await reader.take(1, within_s=5)) == [b"%d" % offset]
        assert await reader.take(1, within_s=0.05) == []


@in_loop
async def test_offsets_of_a_compacted_topic_jump(broker: Broker) -> None:
    sessions = topic("sessions", cleanup="compact")
    eager = {"segment.bytes": "1048576", "min.cleanable.dirty.ratio": "0.001", "segment.ms": "200"}
    async with opened(broker.address, [sessions], 1, settings=eager) as bus:
        await bus.publish(sessions.name, "a", b"first")
        for number in range(200):
            await bus.publish(sessions.name, "b", b"%d" % number)
        await asyncio.sleep(0.3)
        await bus.publish(sessions.name, "c", b"new segment")
        while True:
            reader = await bus.records_from(sessions.name, Ref(0, 0))
            offsets = [record.offset for record in await take_exactly(reader, 3)]
            if offsets == [0, 200, 201]:
                break
            await reader.close()
            await asyncio.sleep(0.5)
        for offset, expected in ((0, 0), (1, 200), (150, 200), (10, 200), (201, 201)):
            reader.seek(offset)
            assert [record.offset for record in await reader.take(1, within_s=5)] == [expected]
        member = await bus.read([sessions.name], "jumps")
        assert [record.offset for record in await take_exactly(member, 3)] == [0, 200, 201]
