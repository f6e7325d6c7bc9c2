"""A whole gateway for a test: over ASGI, or behind a real uvicorn."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from bus.media_folder import FolderMedia
from bus.memory import LIMITS, MemoryBus
from bus.protocol import Bus
from contracts.codec import encode
from contracts.sessions import Session, SessionVideo
from contracts.topics import TOPICS
from gateway.app import create_app
from gateway.database import Database
from gateway.server import server
from gateway.settings import GatewaySettings
from infra.serving.drawn import drawn
from tests.gateway.told import VIDEO
from tests.infra.feeding.fed import cameras

NOT_A_VIDEO: Final = b"not a video"


@dataclass
class Served:
    """A gateway, and what it works with."""

    bus: Bus
    media: FolderMedia
    media_folder: Path
    app: FastAPI
    http: httpx.AsyncClient
    settings: GatewaySettings

    async def tell(self, *sessions: Session) -> None:
        """Publish sessions as a worker does; return once the gateway knows them."""
        for session in sessions:
            await self.bus.publish("sessions", session.session, encode(session))
        await self.app.state.parts.known.caught_up()

    @property
    def files(self) -> list[str]:
        """Everything that lies in the media folder."""
        return sorted(
            str(path.relative_to(self.media_folder)) for path in self.media_folder.rglob("*") if path.is_file()
        )

    def live(self, session: str, query: str = "", **headers: str) -> connect:
        """Connect to a session's live socket, as a program that isn't a browser."""
        url = f"ws://127.0.0.1:{self.settings.port}/live/{session}{query}"
        return connect(url, additional_headers=headers, proxy=None, compression=None, max_size=None)


def settings(**changed: Any) -> GatewaySettings:  # noqa: ANN401 - any setting
    """Settings of a gateway on a loopback port."""
    return GatewaySettings(**{"port": 8123, **changed})


@asynccontextmanager
async def served(
    folder: Path,
    database: Database,
    given: GatewaySettings | None = None,
    free: Callable[[], int] = lambda: 1 << 30,
    bus: Bus | None = None,
) -> AsyncIterator[Served]:
    """A gateway over ASGI: no socket, no server."""
    given = given or settings()
    bus = bus or MemoryBus(TOPICS, 1, limits=LIMITS)
    media = FolderMedia(folder / "media")

    async def probe(key: str) -> SessionVideo:
        if b"".join([chunk async for chunk in media.read(key)]).startswith(NOT_A_VIDEO):
            raise ValueError("The upload is no video that can be read; send an mp4 or mov file.")
        return VIDEO

    async def free_bytes() -> int:
        return free()

    filmed = cameras(bus)
    app = create_app(
        bus=bus,
        media=media,
        databases=[database],
        cameras=filmed,
        probe=probe,
        draw=drawn,
        free_bytes=free_bytes,
        settings=given,
        now_s=lambda: 1234.5,
    )
    transport = httpx.ASGITransport(app)
    base = f"http://localhost:{given.port}"
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=base) as http,
    ):
        yield Served(bus, media, folder / "media", app, http, given)
    await filmed.leave()
    await bus.close()


@asynccontextmanager
async def listening(
    folder: Path,
    database: Database,
    bus: Bus | None = None,
    **changed: Any,  # noqa: ANN401 - any setting
) -> AsyncIterator[Served]:
    """A gateway behind uvicorn on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        given = settings(port=listener.getsockname()[1], **changed)
        async with served(folder, database, given, bus=bus) as over_asgi:
            runs = server(over_asgi.app, given)
            runs.config.lifespan = "off"  # it is entered already
            task = asyncio.create_task(runs.serve(sockets=[listener]))
            await until(lambda: runs.started)
            base = f"http://127.0.0.1:{given.port}"
            async with httpx.AsyncClient(base_url=base, trust_env=False) as http:
                over_asgi.http = http
                yield over_asgi
            runs.should_exit = True
            await task


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    while not is_so():  # noqa: ASYNC110 - nothing tells when
        await asyncio.sleep(0.01)


async def said(socket_: ClientConnection) -> dict[str, Any]:
    """The next message."""
    data = await socket_.recv()
    assert isinstance(data, bytes)
    message: dict[str, Any] = msgspec.msgpack.decode(data)
    return message


async def say(socket_: ClientConnection, **message: object) -> None:
    """Send a message."""
    await socket_.send(msgspec.msgpack.encode(message))
