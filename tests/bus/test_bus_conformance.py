"""What every bus has to do, run over each of them (`conftest.BUSES`). What only one bus promises is tested apart."""

import asyncio

import pytest

from bus.errors import BusClosedError, ReaderClosedError, RecordTooLargeError, UnknownRefError, UnknownTopicError
from bus.partitioner import partition_of
from bus.protocol import Reader
from bus.record import Record, Ref
from tests.bus.described import OpenBus, key_in, publish_all, take_exactly, topic, values
from tests.bus.in_loop import in_loop, until_idle

A_MOMENT_S = 0.05


@in_loop
async def test_a_record_comes_out_as_it_went_in(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 4) as bus:
        ref = await bus.publish(things.name, "session 1", b"\x00value", {"meta": b"\xff\x00", "empty": b""})
        [record] = await take_exactly(await bus.read([things.name], "g"), 1)
        assert (record.topic, record.key, record.value) == (things.name, "session 1", b"\x00value")
        assert dict(record.headers) == {"meta": b"\xff\x00", "empty": b""}
        assert record.ref == ref == Ref(partition_of("session 1", 4), 0)


@in_loop
async def test_an_empty_value_is_a_record_too(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        await bus.publish(things.name, "a", b"", {"end": b"closed"})
        [record] = await take_exactly(await bus.read([things.name], "g"), 1)
        assert record.value == b""
        assert dict(record.headers) == {"end": b"closed"}


@in_loop
async def test_offsets_count_from_0_in_each_partition(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 2) as bus:
        refs = [await bus.publish(things.name, key_in(index % 2, 2), b"x") for index in range(10)]
        assert refs == [Ref(index % 2, index // 2) for index in range(10)]


@in_loop
async def test_records_of_a_key_come_in_the_order_of_publishing(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 3) as bus:
        for index in range(30):
            await bus.publish(things.name, str(index % 7), b"%d" % index)
        records = await take_exactly(await bus.read([things.name], "g"), 30)
        for key in map(str, range(7)):
            mine = [int(record.value) for record in records if record.key == key]
            assert mine == sorted(mine)


@in_loop
async def test_a_record_at_the_limit_is_taken_and_one_above_it_refused(open_bus: OpenBus) -> None:
    things = topic(max_message_bytes=1000)
    async with open_bus([things], 1) as bus:
        await bus.publish(things.name, "k", bytes(990), {"h": bytes(8)})
        with pytest.raises(RecordTooLargeError, match=r"1,001 bytes; the topic .* takes 1,000"):
            await bus.publish(things.name, "k", bytes(991), {"h": bytes(8)})
        assert await bus.span(things.name, 0) == (0, 1)


@in_loop
async def test_an_unknown_topic_is_refused_with_the_nearest_name(open_bus: OpenBus) -> None:
    things = topic("detections")
    misspelt = things.name.replace("detections", "detection")
    async with open_bus([things], 1) as bus:
        expected = f"No topic is named '{misspelt}': did you mean '{things.name}'"
        with pytest.raises(UnknownTopicError, match=expected):
            await bus.publish(misspelt, "a", b"")
        with pytest.raises(UnknownTopicError, match=expected):
            await bus.read([misspelt], "g")
        with pytest.raises(UnknownTopicError, match=expected):
            await bus.records_from(misspelt, Ref(0, 0))
        with pytest.raises(UnknownTopicError, match=expected):
            await bus.span(misspelt, 0)


@in_loop
async def test_a_reference_to_nowhere_is_refused(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 2) as bus:
        for nowhere in (Ref(2, 0), Ref(-1, 0), Ref(0, -1)):
            with pytest.raises(UnknownRefError):
                await bus.records_from(things.name, nowhere)
        with pytest.raises(UnknownRefError):
            await bus.span(things.name, 2)
        with pytest.raises(UnknownRefError):
            await bus.committed("g", things.name, 2)


@in_loop
async def test_each_group_gets_every_record_from_the_earliest_on(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        await publish_all(bus, things, [b"1", b"2"])
        one = await bus.read([things.name], "one")
        assert values(await take_exactly(one, 2)) == [b"1", b"2"]
        await publish_all(bus, things, [b"3"])
        other = await bus.read([things.name], "other")
        assert values(await take_exactly(one, 1)) == [b"3"]
        assert values(await take_exactly(other, 3)) == [b"1", b"2", b"3"]


@in_loop
async def test_a_reader_of_several_topics_gets_them_all(open_bus: OpenBus) -> None:
    left, right = topic("left"), topic("right")
    async with open_bus([left, right], 2) as bus:
        reader = await bus.read([left.name, right.name], "g")
        await publish_all(bus, left, [b"1", b"2"])
        await publish_all(bus, right, [b"3"])
        assert sorted(values(await take_exactly(reader, 3))) == [b"1", b"2", b"3"]


@in_loop
async def test_take_returns_no_more_than_asked_and_none_when_time_is_up(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        reader = await bus.read([things.name], "g")
        assert await reader.take(5, within_s=A_MOMENT_S) == []
        await publish_all(bus, things, [b"1", b"2", b"3"])
        assert len(await reader.take(2, within_s=10)) in {1, 2}


@in_loop
async def test_take_that_does_not_wait_returns_what_is_there(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 2) as bus:
        member = await bus.read([things.name], "g")
        plain = await bus.records_from(things.name, Ref(partition_of("a", 2), 0))
        for reader in (member, plain):
            assert await reader.take(5, within_s=0) == []
        await publish_all(bus, things, [b"1", b"2"])
        for reader in (member, plain):
            found = list[Record]()
            while records := await reader.take(5, within_s=0):
                found += records
            assert values(found) == [b"1", b"2"]


@in_loop
async def test_take_wakes_when_a_record_comes(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        reader = await bus.read([things.name], "g")
        taking = asyncio.create_task(take_exactly(reader, 1))
        await asyncio.sleep(A_MOMENT_S)
        await publish_all(bus, things, [b"late"])
        assert values(await taking) == [b"late"]


@in_loop
async def test_a_cancelled_take_has_taken_nothing(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        reader = await bus.read([things.name], "g")
        taking = asyncio.create_task(reader.take(1, within_s=30))
        await asyncio.sleep(A_MOMENT_S)
        taking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await taking
        await publish_all(bus, things, [b"1"])
        assert values(await take_exactly(reader, 1)) == [b"1"]


@in_loop
async def test_what_was_not_committed_comes_again_after_a_reader_closed(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        await publish_all(bus, things, [b"1", b"2", b"3"])
        first = await bus.read([things.name], "g")
        records = await take_exactly(first, 3)
        await first.commit(records[1:2])
        await first.close()
        second = await bus.read([things.name], "g")
        assert values(await take_exactly(second, 1)) == [b"3"]


@in_loop
async def test_a_commit_never_moves_back(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        await publish_all(bus, things, [b"1", b"2", b"3"])
        first = await bus.read([things.name], "g")
        records = await take_exactly(first, 3)
        await first.commit(reversed(records[:2]))
        await first.commit(records[:1])
        await first.commit([])
        await first.close()
        second = await bus.read([things.name], "g")
        assert values(await take_exactly(second, 1)) == [b"3"]


async def _partitions_in_a_round(readers: list[Reader], within_s: float) -> list[set[tuple[str, int]]]:
    """Take all there is; return which (topic, partition) each reader got something of."""
    got: list[set[tuple[str, int]]] = []
    for reader in readers:
        places: set[tuple[str, int]] = set()
        while records := await reader.take(100, within_s):
            places |= {(record.topic, record.partition) for record in records}
            await reader.commit(records)
        got.append(places)
    return got


@in_loop
async def test_members_share_the_same_partitions_of_each_topic(open_bus: OpenBus) -> None:
    topics = [topic("left"), topic("right")]
    names = [one.name for one in topics]
    async with open_bus(topics, 4) as bus:
        readers = [await bus.read(names, "g"), await bus.read(names, "g")]
        shares: list[set[tuple[str, int]]] = [set(), set()]
        while not all(len(share) == 4 for share in shares):  # Members may need a moment to find each other.
            for name in names:
                for partition in range(4):
                    await bus.publish(name, key_in(partition, 4), b"x")
            shares = await _partitions_in_a_round(readers, A_MOMENT_S)
        left, right = names
        for share in shares:
            assert {at for name, at in share if name == left} == {at for name, at in share if name == right}
        assert not shares[0] & shares[1]
        assert [reader.partitions for reader in readers] == [{at for _, at in share} for share in shares]
        await readers[0].close()
        while len(readers[1].partitions) < 4:
            await readers[1].take(1, A_MOMENT_S)


@in_loop
async def test_a_member_takes_over_from_the_last_commit_of_one_that_closed(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        await publish_all(bus, things, [b"1", b"2", b"3"])
        first = await bus.read([things.name], "g")
        await first.commit((await take_exactly(first, 3))[:1])
        second = await bus.read([things.name], "g")
        await first.close()
        assert values(await take_exactly(second, 2)) == [b"2", b"3"]


@in_loop
async def test_a_commit_for_a_partition_that_went_to_another_member_has_no_effect(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 2) as bus:
        first = await bus.read([things.name], "g")
        for partition in range(2):
            await publish_all(bus, things, [b"1"], key_in(partition, 2))
        mine = await take_exactly(first, 2)
        second = await bus.read([things.name], "g")
        [moved] = await take_exactly(second, 1)
        await first.commit(mine)
        await second.close()
        await first.close()
        third = await bus.read([things.name], "g")
        assert [record.ref for record in await take_exactly(third, 1)] == [moved.ref]


@in_loop
async def test_a_plain_reader_reads_from_an_offset_and_seeks_both_ways(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        await publish_all(bus, things, [b"%d" % index for index in range(10)])
        reader = await bus.records_from(things.name, Ref(0, 4))
        assert values(await take_exactly(reader, 2)) == [b"4", b"5"]
        reader.seek(8)
        assert values(await take_exactly(reader, 1)) == [b"8"]
        reader.seek(2)
        assert values(await take_exactly(reader, 3)) == [b"2", b"3", b"4"]
        with pytest.raises(UnknownRefError):
            reader.seek(-1)
        await reader.close()


@in_loop
async def test_a_plain_reader_waits_for_an_offset_past_the_end(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        await publish_all(bus, things, [b"0"])
        reader = await bus.records_from(things.name, Ref(0, 2))
        taking = asyncio.create_task(take_exactly(reader, 1))
        await publish_all(bus, things, [b"1"])
        assert await bus.span(things.name, 0) == (0, 2)
        assert not taking.done()
        await publish_all(bus, things, [b"2"])
        assert values(await taking) == [b"2"]


@in_loop
async def test_a_plain_reader_takes_nothing_from_a_group(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        await publish_all(bus, things, [b"1"])
        plain = await bus.records_from(things.name, Ref(0, 0))
        member = await bus.read([things.name], "g")
        assert values(await take_exactly(plain, 1)) == values(await take_exactly(member, 1)) == [b"1"]


@in_loop
async def test_the_span_of_a_log_is_where_it_can_be_read(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 2) as bus:
        assert bus.partitions == 2
        assert await bus.span(things.name, 0) == (0, 0)
        await publish_all(bus, things, [b"1", b"2"], key_in(0, 2))
        assert await bus.span(things.name, 0) == (0, 2)
        assert await bus.span(things.name, 1) == (0, 0)


@in_loop
async def test_a_log_is_found_by_time(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        assert await bus.since(things.name, 0, 0.0) == 0
        await publish_all(bus, things, [b"1", b"2"])
        await asyncio.sleep(A_MOMENT_S)
        await publish_all(bus, things, [b"3"])
        records = await take_exactly(await bus.records_from(things.name, Ref(0, 0)), 3)
        assert [await bus.since(things.name, 0, record.appended_at) for record in records[1:]] in ([1, 2], [0, 2])
        assert await bus.since(things.name, 0, records[2].appended_at + 1) == 3
        with pytest.raises(UnknownRefError):
            await bus.since(things.name, 1, 0.0)


@in_loop
async def test_what_a_group_has_committed_is_known_to_all(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 2) as bus:
        assert await bus.committed("g", things.name, 0) == 0
        await publish_all(bus, things, [b"1", b"2", b"3"], key_in(0, 2))
        reader = await bus.read([things.name], "g")
        records = await take_exactly(reader, 3)
        await reader.commit(records[:2])
        assert await bus.committed("g", things.name, 0) == 2
        assert await bus.committed("other", things.name, 0) == 0
        await reader.close()
        assert await bus.committed("g", things.name, 0) == 2


@in_loop
async def test_the_newest_record_of_each_key_of_a_compacted_topic_is_read(open_bus: OpenBus) -> None:
    sessions = topic("sessions", cleanup="compact")
    async with open_bus([sessions], 1) as bus:
        for key, state in (("a", b"queued"), ("b", b"queued"), ("a", b"done"), ("b", b"")):
            await bus.publish(sessions.name, key, state)
        reader = await bus.records_from(sessions.name, Ref(0, 0))
        newest: dict[str, bytes] = {}
        while newest != {"a": b"done", "b": b""}:
            newest |= {record.key: record.value for record in await reader.take(10, within_s=1)}


@in_loop
async def test_closing_a_reader_wakes_who_waits_in_it_and_ends_it(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        for reader in (await bus.read([things.name], "g"), await bus.records_from(things.name, Ref(0, 0))):
            taking = asyncio.create_task(reader.take(1, within_s=30))
            await until_idle()
            await reader.close()
            await reader.close()
            with pytest.raises(ReaderClosedError):
                await taking
            with pytest.raises(ReaderClosedError):
                await reader.take(1, within_s=0)


@in_loop
async def test_closing_the_bus_wakes_every_reader_and_ends_every_call(open_bus: OpenBus) -> None:
    things = topic()
    async with open_bus([things], 1) as bus:
        member = await bus.read([things.name], "g")
        plain = await bus.records_from(things.name, Ref(0, 0))
        taking = [asyncio.create_task(reader.take(1, within_s=30)) for reader in (member, plain)]
        await until_idle()
        await bus.close()
        await bus.close()
        for task in taking:
            with pytest.raises(BusClosedError):
                await task
        for call in (
            bus.publish(things.name, "a", b""),
            bus.read([things.name], "g"),
            bus.records_from(things.name, Ref(0, 0)),
            bus.span(things.name, 0),
            bus.since(things.name, 0, 0.0),
            bus.committed("g", things.name, 0),
            member.take(1, 0),
            member.commit([]),
        ):
            with pytest.raises(BusClosedError):
                await call
        await member.close()
        await plain.close()
