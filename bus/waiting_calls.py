"""The calls that wait in a bus or a reader over a network: each ends when its time is up, and all when it is closed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bus.errors import BusClosedError, ReaderClosedError

T = TypeVar("T")


class WaitingCalls:
    """Awaits what a call waits for; a call that is woken has been cancelled where it waited.

    Args:
        bus_is_closed: Whether the bus is closed by now.
    """

    def __init__(self, bus_is_closed: Callable[[], bool]) -> None:
        self._bus_is_closed = bus_is_closed
        self._reader_is_closed = False
        self._limits: set[asyncio.Timeout] = set()

    async def wait(self, call: Callable[[], Awaitable[T]], within_s: float | None) -> T | None:
        """Return what the call returns; None: it didn't in time. `within_s` None: there is time.

        Raises:
            BusClosedError: the bus is closed, or was closed meanwhile.
            ReaderClosedError: the reader is closed, or was closed meanwhile.
        """
        self.refuse_if_closed()
        limit = asyncio.timeout(within_s)
        try:
            async with limit:
                self._limits.add(limit)
                return await call()
        except TimeoutError:
            if not limit.expired():
                raise
        finally:
            self._limits.discard(limit)
        self.refuse_if_closed()
        return None

    async def finish(self, call: Callable[[], Awaitable[T]]) -> T:
        """Return what the call returns, however long it takes; raises as `wait` does."""
        result = await self.wait(call, None)
        if result is None:
            raise TypeError("a call that has to be finished returned nothing")
        return result

    def close_reader(self) -> None:
        """End every call, and refuse those that come: the reader is closed."""
        self._reader_is_closed = True
        self.wake()

    def wake(self) -> None:
        """Let every call look whether all is closed."""
        for limit in self._limits:
            if not limit.expired():
                limit.reschedule(0.0)

    def refuse_if_closed(self) -> None:
        """Raise what `wait` raises for a closed bus or reader."""
        if self._bus_is_closed():
            raise BusClosedError("The bus was closed.")
        if self._reader_is_closed:
            raise ReaderClosedError("The reader was closed; open another to go on.")
