"""A gateway that nothing but the tests tells anything, and `perfectform watch` as a process beside it."""

import asyncio
import fcntl
import os
import pty
import signal
import struct
import termios
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from gateway.database import Row
from tests.gateway.served import Served, listening, until
from tests.infra.served import CHECKOUT, command

SETTINGS: Final = {"PERFECTFORM_SERVER": "", "PERFECTFORM_TOKEN": ""}


class Empty:
    """A database without rows."""

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Sequence[Row]:  # noqa: ARG002 - a client's signature
        return ()


@asynccontextmanager
async def gateway_at(folder: Path, **changed: Any) -> AsyncIterator[Served]:  # noqa: ANN401 - any setting
    """A gateway on a free port."""
    async with listening(folder, Empty(), **changed) as gateway:
        yield gateway


def address(gateway: Served) -> str:
    """Where it is."""
    return f"http://127.0.0.1:{gateway.settings.port}"


async def begun(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
    """Begin to watch, where there is no terminal."""
    return await asyncio.create_subprocess_exec(
        *command("watch", *arguments),
        cwd=CHECKOUT,
        env={**os.environ, **SETTINGS, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def in_terminal(*arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, bytearray]]:
    """Watch in a terminal of 80 by 24, and give what it shows as it comes."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = await asyncio.create_subprocess_exec(
        *command("watch", *arguments),
        cwd=CHECKOUT,
        env={**os.environ, **SETTINGS, "TERM": "xterm-256color"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    shown = bytearray()
    loop = asyncio.get_running_loop()
    loop.add_reader(ours, lambda: shown.extend(os.read(ours, 65536)))
    try:
        yield process, shown
    finally:
        loop.remove_reader(ours)
        for end in (ours, theirs):
            os.close(end)


async def ended(process: asyncio.subprocess.Process) -> tuple[int, str, str]:
    """Wait for its end: exit code, standard output, stderr."""
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def watched(gateway: Served, session: str) -> None:
    """Wait until somebody watches a session."""
    hub = gateway.app.state.parts.hub
    await until(lambda: hub.watchers(session) > 0)


def interrupt(process: asyncio.subprocess.Process) -> None:
    """Press Ctrl-C."""
    process.send_signal(signal.SIGINT)
