"""What the routes work with, made once for each app."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from bus.media import Media
from contracts.sessions import SessionVideo
from gateway.cameras import Cameras
from gateway.database import Databases
from gateway.known_sessions import KnownSessions
from gateway.live_hub import LiveHub
from gateway.live_pictures import LivePictures
from gateway.room import Room
from gateway.settings import GatewaySettings

Probe = Callable[[str], Awaitable[SessionVideo]]
"""Looks into a video by its media key; raises a `ValueError` whose one sentence says why it is none."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What an app is made of."""

    media: Media
    databases: Databases
    known: KnownSessions
    hub: LiveHub
    cameras: Cameras
    pictures: LivePictures
    probe: Probe
    room: Room
    settings: GatewaySettings
    now_s: Callable[[], float]
    """The wall clock, seconds since the epoch."""
    is_following: Callable[[], bool]
    """Whether the topics are still followed."""


def _parts(connection: HTTPConnection) -> Parts:
    parts = connection.app.state.parts
    if not isinstance(parts, Parts):
        raise TypeError(f"the app was made with {type(parts).__name__} for its parts")
    return parts


def _owner(connection: HTTPConnection) -> str:
    return str(connection.state.principal)


Given = Annotated[Parts, Depends(_parts)]
"""What a route works with."""
Owner = Annotated[str, Depends(_owner)]
"""Whose request it is, as the guard found."""
