"""Calls that wait end when their time is up, and all at once when what they wait in is closed."""

import asyncio

import pytest

from bus.errors import BusClosedError, ReaderClosedError
from bus.waiting_calls import WaitingCalls
from tests.bus.in_loop import blocked, in_loop


async def _for_ever() -> bool:
    return await asyncio.Event().wait()


async def _late() -> bool:
    raise TimeoutError("the call's own")


@in_loop
async def test_a_call_returns_what_it_found_and_none_when_its_time_is_up() -> None:
    calls = WaitingCalls(lambda: False)
    assert await calls.wait(lambda: asyncio.sleep(0, "found"), 10) == "found"
    assert await calls.wait(_for_ever, 0.01) is None


@pytest.mark.parametrize("what", ["bus", "reader"])
@in_loop
async def test_closing_ends_every_call_by_its_name(what: str) -> None:
    closed = list[str]()
    calls = WaitingCalls(lambda: "bus" in closed)
    expected = BusClosedError if what == "bus" else ReaderClosedError
    waiting = [await blocked(calls.wait(_for_ever, within_s)) for within_s in (None, 60)]
    closed.append(what)
    if what == "reader":
        calls.close_reader()
    calls.wake()
    calls.wake()
    for call in waiting:
        with pytest.raises(expected):
            await call
    with pytest.raises(expected):
        await calls.wait(_for_ever, None)


@in_loop
async def test_a_timeout_of_the_call_itself_is_raised() -> None:
    with pytest.raises(TimeoutError, match="the call's own"):
        await WaitingCalls(lambda: False).wait(_late, 10)


@in_loop
async def test_who_is_cancelled_is_cancelled() -> None:
    waiting = await blocked(WaitingCalls(lambda: False).wait(_for_ever, 60))
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
