"""Work that is ended in two steps: at the first signal it comes to its end by itself, at the second it is left."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from infra.until_told import told_to_end


async def until_told_twice(work: Coroutine[Any, Any, None], end: Callable[[], bool]) -> bool:
    """Do some work until it is over; say whether it came to its end.

    Args:
        work: is cancelled at the second signal.
        end: is called at the first one, and says whether the work now comes to its end by itself; else it is cancelled.
    """
    with told_to_end() as stop:
        working = asyncio.ensure_future(work)
        try:
            await _over_or_told(working, stop)
            if not working.done() and end():
                stop.clear()
                await _over_or_told(working, stop)
        finally:
            working.cancel()
            await asyncio.wait([working])
    if working.cancelled():
        return False
    working.result()
    return True


async def _over_or_told(working: "asyncio.Future[None]", stop: asyncio.Event) -> None:
    working.add_done_callback(lambda _: stop.set())
    await stop.wait()
