"""Runs a blocking iterator a few items ahead on its own thread, so that reading and what follows overlap."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")


class _End:
    """There are no more items."""


_END: Final = _End()


async def read_ahead(items: Iterator[T], depth: int) -> AsyncGenerator[T, None]:
    """Yield the items, at most `depth` of them read but not yet asked for.

    Close it (`contextlib.aclosing`) when you stop early: the thread then ends with the item it is at. An error of the
    iterator is raised here, in its place.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead") as thread:
        waiting = deque(thread.submit(next, items, _END) for _ in range(depth))
        try:
            while not isinstance(item := await asyncio.wrap_future(waiting.popleft()), _End):
                waiting.append(thread.submit(next, items, _END))
                yield item
        finally:
            thread.shutdown(cancel_futures=True)
