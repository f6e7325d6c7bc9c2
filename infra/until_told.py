"""Runs what goes on until the process is told to end, by SIGTERM or SIGINT."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a program that runs no event loop yet; where one of several tasks fails, its error is raised by itself."""
    try:
        return asyncio.run(main)
    except BaseExceptionGroup as group:
        raise _first(group) from group


@contextmanager
def told_to_end() -> Iterator[asyncio.Event]:
    """Give an event that is set when the process is told to end."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    for number in signals:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


async def until_told(work: Callable[[], Awaitable[None]]) -> None:
    """Do some work until it is over, or the process is told to end: then the work is cancelled, and may tidy up."""
    with told_to_end() as stop:
        working, stopping = asyncio.ensure_future(work()), asyncio.ensure_future(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not working.done():
            working.cancel()
            await asyncio.wait({working})
        if not working.cancelled():
            working.result()


def _first(error: BaseException) -> BaseException:
    """Give what lies in groups of errors: where one task fails, the others are only cancelled."""
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
