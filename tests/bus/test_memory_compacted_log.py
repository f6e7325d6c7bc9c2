"""Compaction in memory: bounded by the living keys, and nothing superseded goes before everybody read it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bus.errors import OvertakenError
from bus.memory import MemoryBus
from bus.memory_compacted_log import MemoryCompactedLog
from bus.memory_log import RECORD_OVERHEAD_BYTES
from bus.record import Ref
from tests.bus.described import take_exactly, topic
from tests.bus.in_loop import blocked, in_loop

SESSIONS = topic("sessions", cleanup="compact")
THREE_RECORDS_BYTES = 3 * (RECORD_OVERHEAD_BYTES + 2)


def small() -> MemoryBus:
    """Open a bus that keeps three records of one byte under keys of one letter, unless more have to stay."""
    return MemoryBus([SESSIONS], 1, limits={}, other_bytes=THREE_RECORDS_BYTES)


async def kept(bus: MemoryBus) -> list[tuple[str, bytes]]:
    """Return what a reader from the beginning gets now."""
    reader = await bus.records_from(SESSIONS.name, Ref(0, 0))
    records = await reader.take(1000, within_s=0)
    await reader.close()
    return [(record.key, record.value) for record in records]


@in_loop
async def test_superseded_records_go_when_room_is_needed_and_the_newest_stay() -> None:
    bus = small()
    for key, state in (("a", b"1"), ("b", b"1"), ("a", b"2")):
        await bus.publish(SESSIONS.name, key, state)
    assert await kept(bus) == [("a", b"1"), ("b", b"1"), ("a", b"2")]
    await bus.publish(SESSIONS.name, "c", b"1")
    assert await kept(bus) == [("b", b"1"), ("a", b"2"), ("c", b"1")]


@in_loop
async def test_the_newest_records_stay_whatever_the_limit() -> None:
    bus = small()
    for key in "abcdefgh":
        await bus.publish(SESSIONS.name, key, b"1")
    assert [key for key, _ in await kept(bus)] == list("abcdefgh")


@in_loop
async def test_a_deleted_key_leaves_nothing() -> None:
    bus = small()
    for key, state in (("a", b"1"), ("a", b"2"), ("a", b""), ("b", b"1"), ("c", b"1")):
        await bus.publish(SESSIONS.name, key, state)
    assert await kept(bus) == [("b", b"1"), ("c", b"1")]


@in_loop
async def test_a_superseded_record_waits_for_who_has_not_read_it() -> None:
    bus = small()
    reader = await bus.read([SESSIONS.name], "g")
    for state in (b"1", b"", b"2"):
        await bus.publish(SESSIONS.name, "a", state)
    publishing = await blocked(bus.publish(SESSIONS.name, "a", b"3"))
    records = await take_exactly(reader, 3)
    assert [record.value for record in records] == [b"1", b"", b"2"]
    await reader.commit(records)
    await publishing
    assert [record.offset for record in await take_exactly(reader, 1)] == [3]


@settings(max_examples=50, deadline=None)
@given(changes=st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([b"", b"1", b"2"])), max_size=40))
def test_a_late_reader_learns_what_every_living_key_is(changes: list[tuple[str, bytes]]) -> None:
    @in_loop
    async def check() -> None:
        bus = small()
        for key, state in changes:
            await bus.publish(SESSIONS.name, key, state)
        told = await kept(bus)
        alive = {key: state for key, state in dict(changes).items() if state}
        assert {key: state for key, state in dict(told).items() if state} == alive
        assert len(told) <= len("abcd") + 1

    check()


@in_loop
async def test_what_is_to_follow_what_is_known_is_refused_when_another_came_first() -> None:
    log = MemoryCompactedLog("t", 0, 1 << 20)
    known = await log.append("a", b"1", {}, time.time, over=-1)
    await log.append("b", b"1", {}, time.time)
    assert await log.append("a", b"2", {}, time.time, over=known) == 2
    for value in (b"3", b""):
        with pytest.raises(OvertakenError, match="Record 2 of topic 't' is of 'a' too, and came first"):
            await log.append("a", value, {}, time.time, over=known)
    await log.append("a", b"", {}, time.time)
    with pytest.raises(OvertakenError):
        await log.append("a", b"4", {}, time.time, over=2)
    assert log.span.end == 4
