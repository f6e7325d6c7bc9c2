"""Answers over HTTP: the gateway's app with what lies behind it, at an address."""

import asyncio
import secrets
import socket
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from gateway.app import create_app
from gateway.server import server
from gateway.settings import LOOPBACK, GatewaySettings
from infra.serving.behind import Behind
from infra.serving.certificate import certificate
from infra.serving.drawn import drawn
from infra.serving.http_server import reachable, serve_until
from infra.serving.phone_code import phone_view
from infra.serving.quota import free_bytes
from infra.sessions.probe import probe
from infra.sessions.retention import keep_for
from processors.judging import profile

_TLS: Final = "tls"
DASHBOARD: Final = Path(__file__).resolve().parents[2] / "dashboard" / "dist"


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How a gateway is reached, and what it keeps."""

    data: Path
    """The folder of the uploads."""
    host: str = "127.0.0.1"
    port: int = 8000
    """0: any that is free."""
    token: str = ""
    """What requests have to show; "": none on loopback, one that is made up on any other address."""
    quota_bytes: int | None = None
    """How much the data folder may hold; None: what fits on the disk."""
    keep_s: float | None = None
    """How long a session is kept from its last change, seconds; None: until it is deleted."""
    tls: bool = False
    """Whether https is spoken, with a certificate of our own."""
    follows_all: bool = True
    """Whether live sets are followed that nobody watches."""


Ready = Callable[[str, Behind], Coroutine[None, None, None]]
"""Is called once the server answers, with its address as a browser opens it."""


async def answer(serving: Serving, behind: Behind, listener: socket.socket, stop: asyncio.Event, ready: Ready) -> None:
    """Answer until an event is set, or this is cancelled; requests under way are let end.

    Args:
        serving: how it is reached.
        behind: what it works with.
        listener: where it listens; closed on return.
        stop: ends it.
        ready: what to do once it answers.
    """
    settings = _settings(serving, listener.getsockname()[1])
    app = create_app(
        bus=behind.bus,
        media=behind.media,
        databases=behind.clients,
        cameras=behind.cameras,
        draw=drawn,
        probe=partial(probe, behind.media),
        free_bytes=lambda: free_bytes(serving.data, serving.quota_bytes),
        settings=settings,
    )
    async with asyncio.TaskGroup() as tasks:
        serving_http = tasks.create_task(serve_until(stop, server(app, settings), listener))
        tasks.create_task(ready(_address(settings), behind))
        if serving.keep_s is not None:
            keeping = tasks.create_task(keep_for(serving.keep_s, behind.bus, behind.media, time.time))
            serving_http.add_done_callback(lambda _: keeping.cancel())


def _settings(serving: Serving, port: int) -> GatewaySettings:
    made_up = None if serving.host in LOOPBACK else secrets.token_urlsafe(24)
    settings = GatewaySettings(
        host=serving.host,
        port=port,
        token=serving.token or made_up,
        certificate=certificate(serving.data / _TLS, serving.host) if serving.tls else None,
        profiles=tuple(profile.names()),
        dashboard=DASHBOARD,
        follows_all=serving.follows_all,
    )
    if not serving.tls:
        return settings
    return replace(settings, phone=partial(phone_view, _address(settings)))


def _address(settings: GatewaySettings) -> str:
    reached = reachable(settings.host)
    host = f"[{reached}]" if ":" in reached else reached
    shown = f"?token={quote(settings.token)}" if settings.token else ""
    scheme = "http" if settings.certificate is None else "https"
    return f"{scheme}://{host}:{settings.port}/{shown}"
