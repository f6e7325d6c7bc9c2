"""A camera that gives MJPEG over HTTP, on this machine: it can be unplugged and plugged in again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress

from producers.jpeg import jpeg_of
from tests.producers.pattern import drawn

_HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"


class MjpegServer:
    """Gives numbered pictures, one every `step_s`; counts on over connections."""

    def __init__(self, step_s: float = 0.03) -> None:
        self._step_s = step_s
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.given = 0

    @property
    def address(self) -> str:
        return f"http://user:secret@127.0.0.1:{self.port}/video?token=secret"

    async def plug_in(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def unplug(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        while self._writers:  # noqa: ASYNC110 - each ends at its next picture
            await asyncio.sleep(0.01)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with closing(writer), suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(_HEAD)
            while not writer.is_closing():
                jpeg = jpeg_of(drawn(self.given), 90, 1 << 20)
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                writer.write(head.encode() + jpeg + b"\r\n")
                await writer.drain()
                self.given += 1
                await asyncio.sleep(self._step_s)
        self._writers.discard(writer)


@asynccontextmanager
async def mjpeg_server() -> AsyncIterator[MjpegServer]:
    """Run one."""
    server = MjpegServer()
    await server.plug_in()
    try:
        yield server
    finally:
        await server.unplug()
