"""Reading runs ahead on one thread, no further than told, and no thread is left behind."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from producers.read_ahead import read_ahead

NAME = "read-ahead"


def reading_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(NAME)]


class Counted:
    """Counts up to an end, and how far it was read."""

    def __init__(self, end: int, fails: bool = False) -> None:
        self.end = end
        self.fails = fails
        self.read = 0
        self.names: set[str] = set()

    def __iter__(self) -> Iterator[int]:
        for number in range(self.end):
            self.read += 1
            self.names.add(threading.current_thread().name)
            yield number
        if self.fails:
            raise ValueError("cut off")


async def taken(numbers: Counted, at_most: int) -> list[int]:
    seen = []
    async with aclosing(read_ahead(iter(numbers), 3)) as ahead:
        async for number in ahead:
            seen.append(number)
            await asyncio.sleep(0)
            if len(seen) == at_most:
                break
    return seen


def test_everything_in_order_on_one_other_thread() -> None:
    numbers = Counted(50)
    assert asyncio.run(taken(numbers, 100)) == list(range(50))
    assert len(numbers.names) == 1
    assert threading.main_thread().name not in numbers.names
    assert reading_threads() == []


def test_who_stops_stops_the_reading() -> None:
    numbers = Counted(1000)
    assert asyncio.run(taken(numbers, 5)) == list(range(5))
    assert numbers.read <= 5 + 3
    assert reading_threads() == []


def test_an_error_comes_after_what_was_read() -> None:
    seen = []

    async def run() -> None:
        async for number in read_ahead(iter(Counted(4, fails=True)), 3):
            seen.append(number)  # noqa: PERF401 - what came before the error is wanted

    with pytest.raises(ValueError, match="cut off"):
        asyncio.run(run())
    assert seen == [0, 1, 2, 3]
    assert reading_threads() == []


def test_who_is_cancelled_leaves_no_thread() -> None:
    async def run() -> None:
        task = asyncio.create_task(taken(Counted(10**9), 10**9))
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert reading_threads() == []
