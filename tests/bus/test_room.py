"""Room for bytes: bounded, first come, first served."""

import asyncio

from bus.room import Room
from tests.bus.in_loop import blocked, in_loop, until_idle


@in_loop
async def test_who_asks_for_more_than_is_left_waits() -> None:
    room = Room(100)
    await room.take(60)
    waiting = await blocked(room.take(50))
    room.give(60)
    await waiting
    assert room.taken_bytes == 50


@in_loop
async def test_a_small_one_does_not_overtake_a_large_one_that_came_before() -> None:
    room = Room(100)
    await room.take(60)
    large = await blocked(room.take(90))
    small = await blocked(room.take(1))
    room.give(60)
    await asyncio.gather(large, small)
    assert room.taken_bytes == 91


@in_loop
async def test_what_is_larger_than_all_has_it_to_itself() -> None:
    room = Room(100)
    await room.take(500)
    waiting = await blocked(room.take(1))
    room.give(500)
    await waiting


@in_loop
async def test_who_gives_up_lets_the_next_one_in() -> None:
    room = Room(100)
    await room.take(60)
    gone, next_one = await blocked(room.take(90)), await blocked(room.take(10))
    gone.cancel()
    await until_idle()
    assert next_one.done()
    assert room.taken_bytes == 70
