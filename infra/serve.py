"""The server on one machine: gateway, path and database in one process, over one data folder."""

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from contracts.sessions import Session
from gateway.app import create_app
from gateway.server import server
from gateway.settings import LOOPBACK, GatewaySettings
from infra.data_folder import data_folder
from infra.embedded import Embedded, embedded
from infra.fused import Fused
from infra.http_server import listening, reachable, serve_until
from infra.probe import probe
from infra.quota import free_bytes
from infra.retention import keep_for
from infra.until_told import told_to_end
from processors.judging import profile
from producers.pace import FlatOut, Pace

DASHBOARD: Final = Path(__file__).resolve().parents[1] / "dashboard" / "dist"


@dataclass(frozen=True, kw_only=True)
class Serving:
    """What a server is started with."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    """0: any that is free."""
    token: str = ""
    """What requests have to show; "": none on loopback, one that is made up on any other address."""
    quota_bytes: int | None = None
    """How much the data folder may hold; None: what fits on the disk."""
    keep_s: float | None = None
    """How long a session is kept from its last change, seconds; None: until it is deleted."""
    quality: int
    """Of the JPEGs on the way to the models, 1 to 100."""
    pace_of: Callable[[Session], Pace] = lambda _: FlatOut()
    """When the frames of a session are due."""


Ready = Callable[[str, Embedded], Coroutine[None, None, None]]
"""Is called once the server answers, with its address as a browser opens it."""


async def serve(serving: Serving, load: Callable[[], Fused], ready: Ready) -> None:
    """Serve until the process is told to end (SIGTERM or SIGINT).

    Args:
        serving: where, and what is kept.
        load: loads the stages' models; called once the folder and the address are ours.
        ready: what to do once the server answers.

    Raises:
        DataFolderError: the data folder can't be used, or another server has it.
        AddressError: the address can't be listened on.
        DatabaseOpenError: the database can't be opened.
        SchemaError: a newer program has written the database.
        JournalError: the sessions can't be read, or not be written any more.
    """
    with data_folder(serving.data) as folder, listening(serving.host, serving.port) as listener, told_to_end() as stop:
        stages = await asyncio.to_thread(load)
        async with embedded(folder, stages, serving.quality, serving.pace_of) as path:
            settings = _settings(serving, listener.getsockname()[1])
            app = create_app(
                bus=path.bus,
                media=path.media,
                databases=path.clients,
                probe=partial(probe, path.media),
                free_bytes=lambda: free_bytes(serving.data, serving.quota_bytes),
                settings=settings,
            )
            async with asyncio.TaskGroup() as tasks:
                serving_http = tasks.create_task(serve_until(stop, server(app, settings), listener))
                tasks.create_task(ready(_address(settings), path))
                if serving.keep_s is not None:
                    keeping = tasks.create_task(keep_for(serving.keep_s, path.bus, path.media, time.time))
                    serving_http.add_done_callback(lambda _: keeping.cancel())


def _settings(serving: Serving, port: int) -> GatewaySettings:
    made_up = None if serving.host in LOOPBACK else secrets.token_urlsafe(24)
    return GatewaySettings(
        host=serving.host,
        port=port,
        token=serving.token or made_up,
        profiles=tuple(profile.names()),
        dashboard=DASHBOARD,
    )


def _address(settings: GatewaySettings) -> str:
    reached = reachable(settings.host)
    host = f"[{reached}]" if ":" in reached else reached
    shown = f"?token={quote(settings.token)}" if settings.token else ""
    return f"http://{host}:{settings.port}/{shown}"
