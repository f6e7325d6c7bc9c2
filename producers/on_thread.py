"""Runs a blocking generator on its own thread, which nobody waits for: a camera that is gone may block for long."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")


class _End:
    """There are no more items."""


_END: Final = _End()


async def on_thread(items: Iterator[T]) -> AsyncGenerator[T, None]:
    """Yield the items, each read once it is asked for.

    Close it (`contextlib.aclosing`) when you stop early: the generator is then closed on its thread, once it has given
    the item that it is at.
    """
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="camera")
    loop = asyncio.get_running_loop()
    try:
        while not isinstance(item := await loop.run_in_executor(thread, next, items, _END), _End):
            yield item
    finally:
        thread.submit(getattr(items, "close", lambda: None))
        thread.shutdown(wait=False)
