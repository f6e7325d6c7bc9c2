"""The one thread that models run on, never the event loop's. A model that hangs is left behind with its thread."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Final, Self, TypeVar

T = TypeVar("T")
_Work = Callable[[], None]
_ENDS_WITHIN_S: Final = 3.0


class HangsError(TimeoutError):
    """A model took too long, and was left behind."""


class Inference:
    """A thread, and another one when it hangs. Neither keeps the process from ending."""

    def __init__(self) -> None:
        self._begin()

    async def run(self, work: Callable[[], T], within_s: float | None = None) -> T:
        """Do something on the thread.

        Args:
            work: what to do.
            within_s: how long it may take, seconds; None: as long as it likes.

        Raises:
            HangsError: it took too long; whatever it still does has no effect, and another thread is there.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def do() -> None:
            try:
                tell = partial(_unless_gone, done, done.set_result, work())
            except BaseException as error:  # noqa: BLE001 - raised by whoever waits
                tell = partial(_unless_gone, done, done.set_exception, error)
            with suppress(RuntimeError):  # the loop has been closed: nobody waits any more
                loop.call_soon_threadsafe(tell)

        self._work.put(do)
        try:
            async with asyncio.timeout(within_s) as limit:
                return await done
        except TimeoutError:
            if not limit.expired():
                raise
        self._work.put(None)
        self._begin()
        raise HangsError

    def close(self) -> None:
        """End the thread once it has done what it was given, and wait for that, but not for long."""
        self._work.put(None)
        self._thread.join(_ENDS_WITHIN_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self) -> None:
        work: SimpleQueue[_Work | None] = SimpleQueue()

        def do_all() -> None:
            while (one := work.get()) is not None:
                one()

        self._work = work
        self._thread = threading.Thread(target=do_all, name="inference", daemon=True)
        self._thread.start()


def _unless_gone(done: "asyncio.Future[T]", tell: Callable[[Any], None], what: object) -> None:
    if not done.done():
        tell(what)
