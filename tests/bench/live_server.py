"""`python -m tests.bench.live_server gateway|bare`: sends made-up views at a steady pace, and says what CPU that took.

It prints its port; with a line on standard input it begins, and at the end it prints what it used.
"""

import asyncio
import contextlib
import resource
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from bus.media_folder import FolderMedia
from bus.memory import LIMITS, MemoryBus
from bus.protocol import Reader
from contracts.codec import encode
from contracts.event import FrameRef
from contracts.frames import HEADER, FrameHeader
from contracts.sessions import SessionVideo
from contracts.topics import TOPICS
from gateway.app import create_app
from gateway.database import Database, Row
from gateway.live_messages import View
from gateway.server import server
from gateway.settings import GatewaySettings
from infra.serving.drawn import drawn
from tests.bench.live_load import FPS, JPEG_BYTES, SECONDS, SESSION, Used
from tests.gateway.told import form, poses2d, poses3d, session
from tests.infra.feeding.fed import cameras

Send = Callable[[int], Awaitable[None]]
"""Sends one frame's view to everybody."""
_MOST_UNACKED: Final = 2
_JPEG: Final = bytes(range(256)) * (JPEG_BYTES // 256)


class _NoRows:
    """A database without anything."""

    def query(self, *_: object) -> list[Row]:
        """Give no rows."""
        return []


@asynccontextmanager
async def gateway() -> AsyncIterator[tuple[int, Send]]:
    """The gateway over a memory bus; publishing is part of what is measured."""
    async with gateway_of(MemoryBus(TOPICS, 1, limits=LIMITS), [_NoRows()]) as running:
        yield running


@asynccontextmanager
async def gateway_of(bus: MemoryBus, databases: Sequence[Database]) -> AsyncIterator[tuple[int, Send]]:
    """A gateway over a bus, which it closes at the end."""

    async def probe(_: str) -> SessionVideo:
        raise ValueError("Nothing is uploaded here.")

    async def free_bytes() -> int:
        return 0

    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        given = GatewaySettings(port=listener.getsockname()[1])
        media = FolderMedia(Path(folder))
        app = create_app(
            bus=bus,
            media=media,
            databases=databases,
            cameras=cameras(bus),
            probe=probe,
            draw=drawn,
            free_bytes=free_bytes,
            settings=given,
        )
        await bus.publish("sessions", SESSION, encode(session(SESSION, state="running")))
        reader = await bus.read(["frames"], "chain")
        runs = server(app, given, stops_within_s=1)
        serving = asyncio.create_task(runs.serve(sockets=[listener]))
        reading = asyncio.create_task(_read(reader))
        yield given.port, partial(_send, bus)
        reading.cancel()
        runs.should_exit = True
        await serving
        await bus.close()


async def _send(bus: MemoryBus, frame: int) -> None:
    """Publish what a chain answers to a frame, and the frame."""
    header = FrameHeader(
        session=SESSION, frame=frame, pts=frame / FPS, captured_at=0, received_at=0, width=1280, height=720
    )
    offset = (await bus.publish("frames", SESSION, _JPEG, {HEADER: encode(header)})).offset
    await bus.publish("poses2d", SESSION, encode(poses2d(SESSION, frame)))
    await bus.publish("poses3d", SESSION, encode(poses3d(SESSION, frame)))
    judged = form(SESSION, frame)
    ref = FrameRef(partition=0, offset=offset)
    judged = replace(judged, trace=replace(judged.trace, frame_ref=ref, captured_at=time.time()))
    await bus.publish("form", SESSION, encode(judged))


async def _read(reader: Reader) -> None:
    """Read pictures as a chain does, so that they may leave the log."""
    while True:
        await reader.commit(await reader.take(16, 1.0))


@asynccontextmanager
async def bare() -> AsyncIterator[tuple[int, Send]]:
    """Nothing but websockets: the same bytes, and the same two unacknowledged views a client."""
    clients: dict[ServerConnection, int] = {}

    async def serve_one(connection: ServerConnection) -> None:
        clients[connection] = 0
        with contextlib.suppress(ConnectionClosed):
            async for _ in connection:
                clients[connection] -= 1
        del clients[connection]

    async def one(connection: ServerConnection, data: bytes) -> None:
        with contextlib.suppress(ConnectionClosed):
            await connection.send(data)

    sending = set[asyncio.Task[None]]()

    async def send(frame: int) -> None:
        judged = form(SESSION, frame)
        judged = replace(judged, trace=replace(judged.trace, captured_at=time.time()))
        parts = [msgspec.Raw(encode(part)) for part in (poses2d(SESSION, frame), poses3d(SESSION, frame), judged)]
        view = View(frame=frame, pts=frame / FPS, jpeg=_JPEG, poses2d=parts[0], poses3d=parts[1], form=parts[2])
        data = msgspec.msgpack.encode(view)
        for connection, unacked in clients.items():
            if unacked < _MOST_UNACKED:
                clients[connection] += 1
                task = asyncio.create_task(one(connection, data))
                sending.add(task)
                task.add_done_callback(sending.discard)

    async with serve(serve_one, "127.0.0.1", 0, compression=None) as listening:
        yield next(iter(listening.sockets)).getsockname()[1], send
        for task in sending:
            task.cancel()
        for connection in list(clients):
            connection.transport.abort()


async def _main(kind: str) -> None:
    async with {"gateway": gateway, "bare": bare}[kind]() as (port, send):
        print(port, flush=True)  # noqa: T201 - how the parent hears it
        await asyncio.to_thread(sys.stdin.readline)
        before = resource.getrusage(resource.RUSAGE_SELF)
        began = asyncio.get_running_loop().time()
        for frame in range(SECONDS * FPS):
            await asyncio.sleep(began + frame / FPS - asyncio.get_running_loop().time())
            await send(frame)
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        used = Used(cpu_s=cpu_s, rss_before_mib=before.ru_maxrss / 1024, rss_after_mib=after.ru_maxrss / 1024)
        print(msgspec.json.encode(used).decode(), flush=True)  # noqa: T201 - how the parent hears it


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
