"""The gateway as one ASGI app, made of what it is given."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from time import time
from typing import Any, Final

from fastapi import FastAPI

from bus.errors import BusClosedError
from bus.media import Media
from bus.protocol import Bus
from gateway.cameras import Cameras
from gateway.database import Database, Databases
from gateway.documented import with_schemas
from gateway.guard import Guard
from gateway.known_sessions import KnownSessions
from gateway.live_hub import LiveHub
from gateway.live_pictures import Draw, LivePictures
from gateway.parts import Parts, Probe
from gateway.room import FreeBytes, Room
from gateway.routes import camera, dashboard, health, live, live_pictures, runs, series, sessions, upload
from gateway.routes import media as media_routes
from gateway.settings import GatewaySettings
from gateway.turned_away import answer_refusals

_log: Final = logging.getLogger(__name__)
_ABOUT: Final = """\
Uploads, live sets and history of Perfect Form. Times of a video are media time: seconds from its first shown frame.
Live sets come over a websocket, `/live/{session}`: docs/live.md. Phones film over `/camera`: docs/camera.md."""


def create_app(  # noqa: PLR0913 - what it works with, passed in
    *,
    bus: Bus,
    media: Media,
    databases: Sequence[Database],
    cameras: Cameras,
    probe: Probe,
    draw: Draw,
    free_bytes: FreeBytes,
    settings: GatewaySettings,
    now_s: Callable[[], float] = time,
) -> FastAPI:
    """Make the app.

    Args:
        bus: With the topics of `contracts.topics`; its opener closes it, after the app has shut down.
        media: Where uploads go, and originals and overlays come from.
        databases: One or more clients of the database that the sink writes; nobody else may call them.
        cameras: Turn phones' pictures into sessions.
        probe: Looks into a video by its media key; raises a `ValueError` whose one sentence says why it is none.
        draw: Draws a live view into its picture; gives a JPEG.
        free_bytes: How many bytes may still be stored.
        settings: Where it is reached, and what it accepts.
        now_s: The wall clock, seconds since the epoch.
    """
    known = KnownSessions(bus)
    hub = LiveHub(bus, known, follows_all=settings.follows_all, now_s=now_s)
    following = Following(known, hub)
    app = FastAPI(
        title="Perfect Form",
        version="1",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=following.lifespan,
    )
    app.state.parts = Parts(
        media=media,
        databases=Databases(databases),
        known=known,
        hub=hub,
        cameras=cameras,
        pictures=LivePictures(hub, known, draw),
        probe=probe,
        room=Room(free_bytes),
        settings=settings,
        now_s=now_s,
        is_following=following.goes_on,
    )
    for routes in (upload, sessions, runs, series, media_routes, health, live, live_pictures, camera):
        app.include_router(routes.router)
    dashboard.serve(app, settings.dashboard)
    answer_refusals(app)
    app.add_middleware(Guard, settings=settings)
    _describe(app)
    return app


class Following:
    """Keeps the gateway's view of the topics up to date while the app runs.

    Args:
        known: Follows the sessions.
        hub: Follows what is live.
    """

    def __init__(self, known: KnownSessions, hub: LiveHub) -> None:
        self._known = known
        self._hub = hub
        self._task: asyncio.Task[None] | None = None

    def goes_on(self) -> bool:
        """Tell whether the topics are followed."""
        return self._task is not None and not self._task.done()

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Serve once everything on the topics is known, and stop following with the last request."""
        started = asyncio.Event()
        self._task = asyncio.create_task(self._follow(started))
        self._task.add_done_callback(lambda _: started.set())
        await started.wait()
        try:
            yield
        finally:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _follow(self, started: asyncio.Event) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._known.follow())
                await self._known.caught_up()
                group.create_task(self._hub.run(started.set))
        except* BusClosedError:
            _log.info("The bus was closed; nothing is followed any longer.")
        except* Exception:  # noqa: BLE001 - whatever it is, /readyz and the log have to say so
            _log.exception("The topics are no longer followed.")


def _describe(app: FastAPI) -> None:
    """Let OpenAPI show our own structs."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        return with_schemas(plain())

    app.openapi = described  # type: ignore[method-assign] # FastAPI's own way to extend the document
