"""What every store of states has to do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bus.memory import MemoryBus
from bus.record import Ref
from bus.states import States
from bus.states_memory import MemoryStates
from bus.states_topic import TopicStates
from contracts.topics import TOPICS
from tests.bus.in_loop import in_loop


@asynccontextmanager
async def opened(store: str) -> AsyncIterator[States]:
    bus = MemoryBus(TOPICS, 2, limits={})
    yield MemoryStates() if store == "memory" else TopicStates(bus)
    await bus.close()


each_store = pytest.mark.parametrize("store", ["memory", "topic"])


@in_loop
@each_store
async def test_the_newest_state_is_loaded(store: str) -> None:
    async with opened(store) as states:
        assert await states.load("pose", "s", "r") is None
        await states.save("pose", "s", "r", b"old and long")
        await states.save("pose", "s", "r", b"new\x00")
        assert await states.load("pose", "s", "r") == b"new\x00"


@in_loop
@each_store
async def test_of_those_that_are_so_far_in_the_log_the_furthest_is_loaded(store: str) -> None:
    async with opened(store) as states:
        for offset in (0, 9, 10):
            await states.save("pose", "s", "r", str(offset).encode(), offset)
        assert await states.load("pose", "s", "r") == b"10"
        await states.forget("pose", "s", "r")
        assert await states.load("pose", "s", "r") is None


@in_loop
@each_store
async def test_states_of_other_stages_sessions_and_runs_are_apart(store: str) -> None:
    async with opened(store) as states:
        await states.save("pose", "s", "r", b"mine")
        for other in (("lift", "s", "r"), ("pose", "s2", "r"), ("pose", "s", "r2")):
            assert await states.load(*other) is None


@in_loop
@each_store
async def test_an_empty_state_is_a_state(store: str) -> None:
    async with opened(store) as states:
        await states.save("pose", "s", "r", b"")
        assert await states.load("pose", "s", "r") == b""


@in_loop
@each_store
async def test_a_forgotten_state_is_gone(store: str) -> None:
    async with opened(store) as states:
        await states.save("pose", "s", "r", b"x")
        await states.forget("pose", "s", "r")
        await states.forget("pose", "s", "r")
        assert await states.load("pose", "s", "r") is None


@in_loop
async def test_what_one_worker_saved_another_loads_and_the_first_again() -> None:
    bus = MemoryBus(TOPICS, 2, limits={})
    one, other = TopicStates(bus), TopicStates(bus)
    await one.save("pose", "s", "r", b"1")
    assert await other.load("pose", "s", "r") == b"1"
    await other.save("pose", "s", "r", b"2")
    await other.forget("lift", "s", "r")
    assert await one.load("pose", "s", "r") == b"2"


@in_loop
async def test_who_is_late_replaces_nothing_that_is_further() -> None:
    bus = MemoryBus(TOPICS, 2, limits={})
    late, ours, next_one = TopicStates(bus), TopicStates(bus), TopicStates(bus)
    await late.save("pose", "s", "r", b"7", 7)
    assert await ours.load("pose", "s", "r") == b"7"
    await ours.save("pose", "s", "r", b"20", 20)
    await late.save("pose", "s", "r", b"9", 9)
    assert await next_one.load("pose", "s", "r") == b"20"
    await next_one.forget("pose", "s", "r")
    assert await ours.load("pose", "s", "r") is None


@in_loop
async def test_states_lie_on_the_partition_of_their_session() -> None:
    bus = MemoryBus(TOPICS, 8, limits={})
    states = TopicStates(bus)
    for index in range(20):
        await states.save("pose", f"s{index}", "r", b"x")
        at = await bus.publish("sessions", f"s{index}", b"x")
        assert (await bus.span("states", at.partition)).end > 0
        reader = await bus.records_from("states", Ref(at.partition, 0))
        assert f"s{index}/r/pose" in {record.key for record in await reader.take(100, 0)}
        await reader.close()
