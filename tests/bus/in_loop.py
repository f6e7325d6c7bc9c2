"""Runs async tests in an event loop of their own, with a limit, so that a hang is a failure."""

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
LIMIT_S: Final = 120.0
"""Far beyond what any test needs."""


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Run in a loop of its own what a plain test has to wait for, within the limit, and as the loop's only task."""

    async def limited() -> T:
        async with asyncio.timeout(LIMIT_S):
            return await work

    return asyncio.run(limited())


def in_loop(test: Callable[P, Coroutine[None, None, None]]) -> Callable[P, None]:
    """Make a plain test of an async one."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        finished(test(*args, **kwargs))

    return run


async def until_idle() -> None:
    """Let every task of the loop go on until it waits for something that doesn't come by itself."""
    for _ in range(50):
        await asyncio.sleep(0)


async def blocked(call: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Begin a call that has to wait."""
    task = asyncio.create_task(call)
    await until_idle()
    assert not task.done()
    return task
