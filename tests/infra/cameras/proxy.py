"""A bad link: a TCP proxy on loopback that delays, narrows and cuts what goes through it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

_CHUNK: Final = 2048
"""At a time over a narrow link."""
_BUFFER: Final = 16384
"""Of the sockets: what lies in the system's own buffers isn't delayed by us."""


@dataclass
class Link:
    """The way of everything.

    Args:
        goal: the port behind it.
    """

    goal: int
    port: int = 0
    bytes_s: float | None = None
    """How wide it is upwards; None: wide."""
    delay_s: float = 0.0
    """How long it is, each way."""
    is_cut: bool = False
    carried_bytes: int = 0
    """What has gone upwards."""
    _carried: set["asyncio.Task[None]"] = field(default_factory=set)
    _served: set["asyncio.Task[None]"] = field(default_factory=set)

    def cut(self) -> None:
        """Break all connections, and let no new one through."""
        self.is_cut = True
        for carried in self._carried:
            carried.cancel()

    def mend(self) -> None:
        """Let new connections through."""
        self.is_cut = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        if self.is_cut:
            writer.transport.abort()
            return
        served = asyncio.current_task()
        assert served is not None
        self._served.add(served)
        served.add_done_callback(self._served.discard)
        carried = asyncio.create_task(self._carry_both(reader, writer))
        self._carried.add(carried)
        carried.add_done_callback(self._carried.discard)
        await asyncio.wait([carried])

    async def end(self) -> None:
        """Break all connections for good, and wait until none is left."""
        self.cut()
        if self._served:
            await asyncio.wait(self._served)

    async def _carry_both(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, ahead = await asyncio.open_connection("127.0.0.1", self.goal, limit=_BUFFER)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._carry(reader, ahead, narrow=True))
                tasks.create_task(self._carry(behind, writer, narrow=False))
        except* OSError:
            pass
        finally:
            writer.transport.abort()
            ahead.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, narrow: bool) -> None:
        loop = asyncio.get_running_loop()
        on_its_way = asyncio.Queue[tuple[float, bytes]]()
        delivering = asyncio.create_task(_deliver(on_its_way, writer))
        try:
            while chunk := await reader.read(_BUFFER if self.bytes_s is None else _CHUNK):
                self.carried_bytes += len(chunk) if narrow else 0
                if narrow and self.bytes_s is not None:
                    await asyncio.sleep(len(chunk) / self.bytes_s)
                on_its_way.put_nowait((loop.time() + self.delay_s, chunk))
            on_its_way.put_nowait((loop.time() + self.delay_s, b""))
            await delivering
        finally:
            delivering.cancel()


async def _deliver(on_its_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    """Deliver each chunk when its time has come, and the end, which is an empty one."""
    loop = asyncio.get_running_loop()
    chunk = b"-"
    while chunk:
        at_s, chunk = await on_its_way.get()
        await asyncio.sleep(max(0.0, at_s - loop.time()))
        writer.write(chunk)
        await writer.drain()
    writer.write_eof()


@asynccontextmanager
async def link_to(goal: int) -> AsyncIterator[Link]:
    """Give a link to a port of this machine."""
    link = Link(goal)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
    link.port = listener.getsockname()[1]
    server = await asyncio.start_server(link.serve, sock=listener, limit=_BUFFER)
    try:
        yield link
    finally:
        server.close()
        await link.end()
