"""A part that is started again whenever it ends, until it is told to end."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from typing import Final

from infra.up.backoff import next_wait
from infra.up.part import Part
from infra.up.running import Hear, Running

_PATIENCE_S: Final = 20.0
_BAD_INPUT: Final = 2
Launch = Callable[[Part, Hear], Awaitable[Running]]
"""Starts a part's process."""
Say = Callable[[str, str], None]
"""Is given whose line it is, and the line."""


class PartRefusedError(ValueError):
    """A part can't work with what it was given; its own sentence."""


class Kept:
    """A part and the process that it has now."""

    def __init__(self, part: Part, launch: Launch, say: Say) -> None:
        self.part = part
        self.ready = asyncio.Event()
        """Set once it has worked."""
        self._launch, self._say = launch, say
        self._running: Running | None = None
        self._last_line = ""

    async def run(self) -> None:
        """Keep it running until this is cancelled, which leaves the process as it is.

        Raises:
            PartRefusedError: it has never worked, and says that it can't.
        """
        wait_s = 0.0
        while True:
            began_s = time.monotonic()
            self._running = await self._launch(self.part, self._hear)
            code = await self._running.over()
            if code == _BAD_INPUT and not self.ready.is_set():
                raise PartRefusedError(f"{self.part.name} can't start: {self._last_line.removeprefix('Error: ')}")
            ran_s = time.monotonic() - began_s
            wait_s = next_wait(wait_s, ran_s)
            self._say(self.part.name, f"{_how_it_ended(code)} after {ran_s:.0f} s; starts again in {wait_s:g} s")
            await asyncio.sleep(wait_s)

    async def end(self) -> None:
        """End its process in good order, or after a while in any."""
        if self._running is None or self._running.is_over:
            return
        self._running.tell_to_end()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._running.over()
        except TimeoutError:
            self._say(self.part.name, f"didn't end within {_PATIENCE_S:.0f} s, and is killed")
            self.kill()
            await self._running.over()

    def kill(self) -> None:
        """End its process without a word."""
        if self._running is not None and not self._running.is_over:
            self._running.kill()

    def _hear(self, line: str) -> None:
        self._last_line = line
        self._say(self.part.name, line)
        if self.part.ready in line:
            self.ready.set()


def _how_it_ended(code: int) -> str:
    return f"died ({signal.Signals(-code).name})" if code < 0 else f"ended with exit code {code}"
