"""One process of a part: started, heard, and ended."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from infra.up.part import Part

_LONGEST_LINE: Final = 1 << 20
_LAST_WORDS_S: Final = 1.0
Hear = Callable[[str], None]
"""Is given each line that the process says."""


class Running:
    """A process that was started.

    Args:
        process: In a session of its own, so that a terminal's Ctrl-C doesn't reach it past us.
        hear: Is given what it says.
    """

    def __init__(self, process: Process, hear: Hear) -> None:
        self._process = process
        self._hearing = asyncio.create_task(_hear_all(process, hear))

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._process.returncode is not None

    async def over(self) -> int:
        """Wait until it has ended and all is heard; the code is below 0 where a signal ended it."""
        code = await self._process.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_S):  # what it started may hold the pipe open
                await asyncio.shield(self._hearing)
        return code

    def tell_to_end(self) -> None:
        """Let it end in good order."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it, and whatever it has started, without a word."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


async def start(part: Part, lock: int, environment: Mapping[str, str], hear: Hear) -> Running:
    """Start a part's process.

    Args:
        part: which.
        lock: file of the run's folder, which stays locked until every process is gone.
        environment: the process's.
        hear: is given each line that it says.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "infra.up.child", *part.arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=STDOUT,
        env=environment,
        pass_fds=(lock,),
        start_new_session=True,
        limit=_LONGEST_LINE,
    )
    return Running(process, hear)


async def _hear_all(process: Process, hear: Hear) -> None:
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    while True:
        try:
            line = await process.stdout.readline()
        except ValueError:
            hear("(a line that is too long to show)")
            continue
        if not line:
            return
        hear(line.decode(errors="replace").rstrip("\n"))
