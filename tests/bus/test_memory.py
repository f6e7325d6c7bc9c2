"""What only the memory bus promises: it is bounded, it waits instead of dropping, and it says what has expired."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bus.errors import BusClosedError, ExpiredError, UnknownTopicError
from bus.memory import LIMITS, MemoryBus
from bus.memory_log import RECORD_OVERHEAD_BYTES
from bus.record import Ref
from contracts.topics import TOPICS
from tests.bus.described import key_in, publish_all, take_exactly, topic, values
from tests.bus.in_loop import blocked, in_loop, until_idle

KILOBYTE = bytes(1000 - RECORD_OVERHEAD_BYTES - len("a"))
"""A value whose record counts 1,000 bytes under the key "a"."""
FRAMES = topic("frames")
OTHER = topic("other")


def three_records() -> MemoryBus:
    """Open a bus whose logs keep three kilobytes; only that of the frames waits for its first reader."""
    return MemoryBus([FRAMES, OTHER], 1, limits={FRAMES.name: 3000}, other_bytes=3000)


@in_loop
async def test_the_topics_of_the_contract_open_with_the_usual_limits() -> None:
    bus = MemoryBus(TOPICS, 2, limits=LIMITS)
    for described in TOPICS:
        await bus.publish(described.name, "a", b"x")


def test_limits_of_unknown_topics_and_no_partitions_are_refused() -> None:
    with pytest.raises(UnknownTopicError, match="frame"):
        MemoryBus(TOPICS, 1, limits={"frame": 1})
    with pytest.raises(ValueError, match="1 partition or more, not 0"):
        MemoryBus(TOPICS, 0, limits={})


@in_loop
async def test_publishing_to_a_full_log_waits_until_the_group_commits() -> None:
    bus = three_records()
    reader = await bus.read([FRAMES.name], "g")
    await publish_all(bus, FRAMES, [KILOBYTE] * 3)
    publishing = await blocked(bus.publish(FRAMES.name, "a", KILOBYTE))
    records = await reader.take(3, within_s=0)
    await until_idle()
    assert not publishing.done()
    await reader.commit(records[:1])
    assert await publishing == Ref(0, 3)
    assert await bus.span(FRAMES.name, 0) == (1, 4)


@in_loop
async def test_publishing_waits_for_the_slowest_of_all_readers() -> None:
    bus = three_records()
    groups = [await bus.read([OTHER.name], name) for name in ("quick", "slow")]
    plain = await bus.records_from(OTHER.name, Ref(0, 0))
    await publish_all(bus, OTHER, [KILOBYTE] * 3)
    publishing = await blocked(bus.publish(OTHER.name, "a", KILOBYTE))
    await plain.take(3, within_s=0)
    for reader in groups:
        await until_idle()
        assert not publishing.done()
        await reader.commit(await reader.take(3, within_s=0))
    await publishing


@in_loop
async def test_a_plain_reader_holds_what_lies_after_its_position_until_it_closes() -> None:
    bus = three_records()
    pictures = await bus.records_from(OTHER.name, Ref(0, 0))
    await publish_all(bus, OTHER, [KILOBYTE] * 3)
    publishing = await blocked(bus.publish(OTHER.name, "a", KILOBYTE))
    pictures.seek(1)
    await publishing
    publishing = await blocked(bus.publish(OTHER.name, "a", KILOBYTE))
    await pictures.close()
    await publishing


@in_loop
async def test_a_group_without_members_still_holds_what_it_has_not_committed() -> None:
    bus = three_records()
    await (await bus.read([OTHER.name], "g")).close()
    await publish_all(bus, OTHER, [KILOBYTE] * 3)
    publishing = await blocked(bus.publish(OTHER.name, "a", KILOBYTE))
    reader = await bus.read([OTHER.name], "g")
    records = await take_exactly(reader, 3)
    assert [record.offset for record in records] == [0, 1, 2]
    await reader.commit(records)
    await publishing


@in_loop
async def test_frames_wait_for_their_first_reader_who_misses_none() -> None:
    bus = three_records()
    await publish_all(bus, FRAMES, [KILOBYTE] * 3)
    publishing = await blocked(bus.publish(FRAMES.name, "a", KILOBYTE))
    reader = await bus.read([FRAMES.name], "g")
    await reader.commit(await take_exactly(reader, 3))
    await publishing
    assert [record.offset for record in await take_exactly(reader, 1)] == [3]


@in_loop
async def test_a_topic_that_nobody_reads_lets_its_oldest_records_go() -> None:
    bus = three_records()
    await publish_all(bus, OTHER, [KILOBYTE] * 5)
    assert await bus.span(OTHER.name, 0) == (2, 5)
    reader = await bus.read([OTHER.name], "g")
    assert [record.offset for record in await take_exactly(reader, 3)] == [2, 3, 4]


@in_loop
async def test_a_record_above_the_limit_has_the_log_to_itself() -> None:
    bus = three_records()
    reader = await bus.read([FRAMES.name], "g")
    await publish_all(bus, FRAMES, [b"small"])
    publishing = await blocked(bus.publish(FRAMES.name, "a", bytes(10_000)))
    await reader.commit(await take_exactly(reader, 1))
    await publishing
    following = await blocked(bus.publish(FRAMES.name, "a", b"small"))
    await reader.commit(await take_exactly(reader, 1))
    await following


@in_loop
async def test_an_expired_record_is_said_to_be_so_and_holds_nothing_up() -> None:
    bus = three_records()
    late = await bus.records_from(OTHER.name, Ref(0, 0))
    late.seek(3)
    await publish_all(bus, OTHER, [KILOBYTE] * 6)
    late.seek(1)
    with pytest.raises(ExpiredError, match=r"Record 1 of topic .* has expired: the earliest still kept is 3"):
        await late.take(1, within_s=30)
    await publish_all(bus, OTHER, [KILOBYTE] * 3)
    late.seek((await bus.span(OTHER.name, 0)).earliest)
    assert [record.offset for record in await take_exactly(late, 1)] == [6]


@in_loop
async def test_a_cancelled_publisher_leaves_nothing_and_lets_the_next_one_in() -> None:
    bus = three_records()
    reader = await bus.read([FRAMES.name], "g")
    await publish_all(bus, FRAMES, [KILOBYTE] * 3)
    given_up = await blocked(bus.publish(FRAMES.name, "a", KILOBYTE))
    waiting = await blocked(bus.publish(FRAMES.name, "a", b"next"))
    given_up.cancel()
    await reader.commit(await take_exactly(reader, 3))
    assert await waiting == Ref(0, 3)
    assert values(await take_exactly(reader, 1)) == [b"next"]
    assert given_up.cancelled()


@in_loop
async def test_waiting_publishers_get_in_in_the_order_they_came() -> None:
    bus = three_records()
    reader = await bus.read([FRAMES.name], "g")
    await publish_all(bus, FRAMES, [KILOBYTE] * 3)
    waiting = [asyncio.create_task(bus.publish(FRAMES.name, "a", b"%d" % index)) for index in range(5)]
    await reader.commit(await take_exactly(reader, 3))
    assert [(await task).offset for task in waiting] == [3, 4, 5, 6, 7]
    assert values(await take_exactly(reader, 5)) == [b"0", b"1", b"2", b"3", b"4"]


@in_loop
async def test_a_small_record_does_not_overtake_a_large_one_that_waits() -> None:
    bus = three_records()
    reader = await bus.read([FRAMES.name], "g")
    await publish_all(bus, FRAMES, [KILOBYTE] * 2)
    large = await blocked(bus.publish(FRAMES.name, "a", bytes(1500)))
    small = await blocked(bus.publish(FRAMES.name, "a", b""))
    await reader.commit(await take_exactly(reader, 2))
    assert (await large, await small) == (Ref(0, 2), Ref(0, 3))


@in_loop
async def test_a_member_whose_share_changes_is_given_again_what_it_did_not_commit() -> None:
    bus = MemoryBus([OTHER], 2, limits={})
    first = await bus.read([OTHER.name], "g")
    await publish_all(bus, OTHER, [b"1", b"2"], key_in(0, 2))
    taken, shares = await take_exactly(first, 2), first.shares
    await first.commit(taken[:1])
    await bus.read([OTHER.name], "g")
    assert await first.take(2, within_s=0) == taken[1:]
    assert first.shares > shares


@in_loop
async def test_a_full_partition_does_not_stop_another() -> None:
    bus = MemoryBus([FRAMES], 2, limits={FRAMES.name: 3000})
    await publish_all(bus, FRAMES, [bytes(3000)], key_in(0, 2))
    publishing = await blocked(bus.publish(FRAMES.name, key_in(0, 2), b""))
    await publish_all(bus, FRAMES, [bytes(3000)], key_in(1, 2))
    publishing.cancel()


@in_loop
async def test_closing_wakes_every_waiting_publisher() -> None:
    bus = three_records()
    await publish_all(bus, FRAMES, [KILOBYTE] * 3)
    waiting = [await blocked(bus.publish(FRAMES.name, "a", KILOBYTE)) for _ in range(3)]
    await bus.close()
    for task in waiting:
        with pytest.raises(BusClosedError):
            await task


@in_loop
async def test_a_busy_partition_does_not_starve_another() -> None:
    bus = MemoryBus([OTHER], 2, limits={})
    await publish_all(bus, OTHER, [b"busy"] * 100, key_in(0, 2))
    await publish_all(bus, OTHER, [b"quiet"], key_in(1, 2))
    reader = await bus.read([OTHER.name], "g")
    assert b"quiet" in values(await reader.take(10, 0) + await reader.take(10, 0))


@in_loop
async def test_a_reader_with_a_backlog_lets_others_work() -> None:
    bus = MemoryBus([OTHER], 1, limits={})
    await publish_all(bus, OTHER, [b"x"] * 10)
    reader = await bus.read([OTHER.name], "g")
    turns = 0

    async def other_work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    working = asyncio.create_task(other_work())
    for _ in range(5):
        assert len(await reader.take(1, within_s=0)) == 1
    working.cancel()
    assert turns >= 4


@settings(max_examples=50, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 5000), max_size=40),
    takes=st.lists(st.integers(1, 5), min_size=1, max_size=5),
)
def test_a_slow_reader_gets_every_record_though_the_log_stays_bounded(sizes: list[int], takes: list[int]) -> None:
    limit_bytes = 6000
    bus = MemoryBus([FRAMES], 1, limits={FRAMES.name: limit_bytes})

    async def publish() -> None:
        for size in sizes:
            await bus.publish(FRAMES.name, "a", bytes(size))
            earliest, end = await bus.span(FRAMES.name, 0)
            assert sum(size + 1 + RECORD_OVERHEAD_BYTES for size in sizes[earliest:end]) <= limit_bytes

    async def read() -> list[int]:
        reader = await bus.read([FRAMES.name], "g")
        seen: list[int] = []
        while len(seen) < len(sizes):
            records = await reader.take(takes[len(seen) % len(takes)], within_s=5)
            seen += [len(record.value) for record in records]
            await reader.commit(records)
        return seen

    async def both() -> list[int]:
        _, seen = await asyncio.gather(publish(), read())
        return seen

    assert asyncio.run(asyncio.wait_for(both(), 30)) == sizes
