"""What only the writer of the Kafka bus has to see to: sizes as the broker counts them, order, and memory."""

import asyncio
import os
import signal
from contextlib import suppress

import pytest

from bus.errors import RecordTooLargeError
from bus.kafka_record import broker_limit_bytes
from bus.partitioner import partition_of
from bus.protocol import Bus
from bus.record import Ref
from contracts.topics import MEBIBYTE, Topic
from infra.kafka.broker import Broker
from tests.bus.described import key_in, take_exactly, topic, values
from tests.bus.in_loop import in_loop
from tests.bus.kafka_topics import change_topic, stored_values
from tests.bus.opened_kafka import opened

FRAMES_BYTES = 4 * MEBIBYTE
HEADERS = {"perfectform": bytes(200)}
FRAME = bytes(FRAMES_BYTES - len("k") - len("perfectform") - 200)


@in_loop
async def test_a_frame_of_exactly_4_mib_passes_the_broker_and_one_byte_more_is_refused(broker: Broker) -> None:
    frames = topic("frames", max_message_bytes=FRAMES_BYTES)
    async with opened(broker.address, [frames], 1) as bus:
        await bus.publish(frames.name, "k", FRAME, HEADERS)
        with pytest.raises(RecordTooLargeError, match=r"4,194,305 bytes; the topic .* takes 4,194,304"):
            await bus.publish(frames.name, "k", FRAME + b"x", HEADERS)
        for reader in (await bus.read([frames.name], "large"), await bus.records_from(frames.name, Ref(0, 0))):
            [record] = await take_exactly(reader, 1)
            assert record.value == FRAME


@in_loop
async def test_headers_too_many_to_pass_are_refused_by_name(broker: Broker) -> None:
    things = topic(max_message_bytes=1000)
    async with opened(broker.address, [things], 1) as bus:
        with pytest.raises(RecordTooLargeError, match="with its headers' framing"):
            await bus.publish(things.name, "k", b"", {f"h{number:03}": b"" for number in range(200)})


async def refuse_large(address: str, bus: Bus, things: Topic, key: str) -> None:
    """Let a topic take no record of 20,000 bytes any more, and return once the broker has heard of that."""
    await change_topic(address, things, {"max.message.bytes": "10000"})
    with suppress(RecordTooLargeError):
        while True:
            await bus.publish(things.name, key, bytes(20_000))


@in_loop
async def test_a_record_that_the_broker_refuses_harms_no_other(broker: Broker) -> None:
    things = topic()
    async with opened(broker.address, [things], 1) as bus:
        await refuse_large(broker.address, bus, things, "k")
        start = Ref(0, (await bus.publish(things.name, "k", b"before")).offset)
        for value in (b"after", b"more"):
            with pytest.raises(RecordTooLargeError):
                await bus.publish(things.name, "k", bytes(20_000))
            await bus.publish(things.name, "k", value)
        plain = await bus.records_from(things.name, start)
        assert values(await take_exactly(plain, 3)) == [b"before", b"after", b"more"]


@in_loop
async def test_other_partitions_keep_their_order_while_a_record_is_refused(broker: Broker) -> None:
    things = topic()
    async with opened(broker.address, [things], 2) as bus:
        other, key = key_in(1, 2), key_in(0, 2)
        await refuse_large(broker.address, bus, things, key)
        refused = asyncio.create_task(bus.publish(things.name, key, bytes(20_000)))
        calls = list[asyncio.Task[Ref]]()
        for number in range(300):
            calls.append(asyncio.create_task(bus.publish(things.name, other, b"%d" % number)))
            await asyncio.sleep(0.001)
        assert [await call for call in calls] == [Ref(1, offset) for offset in range(300)]
        with pytest.raises(RecordTooLargeError):
            await refused


@in_loop
async def test_no_more_than_the_limit_is_on_its_way_and_the_order_is_kept(broker: Broker) -> None:
    things, limit = topic(), 200_000
    async with opened(broker.address, [things], 2, in_flight_bytes=limit) as bus:
        sent = [b"%d " % number + bytes(60_000) for number in range(30)]
        broker_process = broker.process
        assert broker_process is not None
        os.kill(broker_process, signal.SIGSTOP)
        try:
            calls = [asyncio.create_task(bus.publish(things.name, "a", value)) for value in sent]
            await asyncio.sleep(0.2)
            assert limit - 61_000 < bus.in_flight_bytes <= limit
        finally:
            os.kill(broker_process, signal.SIGCONT)
        assert [(await call).offset for call in calls] == list(range(30))
        assert bus.in_flight_bytes == 0
        reader = await bus.records_from(things.name, Ref(partition_of("a", 2), 0))
        assert values(await take_exactly(reader, 30)) == sent


@in_loop
async def test_a_call_that_is_cancelled_gives_its_room_back(broker: Broker) -> None:
    things = topic()
    async with opened(broker.address, [things], 1, in_flight_bytes=100_000) as bus:
        for _ in range(20):
            call = asyncio.create_task(bus.publish(things.name, "a", bytes(60_000)))
            await asyncio.sleep(0.001)
            call.cancel()
            await asyncio.wait([call])
        await bus.publish(things.name, "a", bytes(60_000))
        assert bus.in_flight_bytes == 0


@in_loop
async def test_an_empty_value_of_a_compacted_topic_is_the_null_that_lets_kafka_delete_its_key(broker: Broker) -> None:
    sessions, things = topic("sessions", cleanup="compact"), topic()
    async with opened(broker.address, [sessions, things], 1) as bus:
        for one in (sessions, things):
            await bus.publish(one.name, "a", b"")
    assert await stored_values(broker.address, sessions.name, 1) == [None]
    assert await stored_values(broker.address, things.name, 1) == [b""]


def test_a_topics_limit_at_the_broker_leaves_room_for_the_records_framing() -> None:
    assert broker_limit_bytes(topic(max_message_bytes=1000)) == 2024
