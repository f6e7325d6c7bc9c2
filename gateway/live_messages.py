"""What travels over a live socket, as msgpack: docs/live.md says when."""

from typing import Annotated, Final

import msgspec
from starlette.websockets import WebSocket

from contracts.form import FormEvent
from contracts.message import Message, says
from contracts.vocabulary import Phase
from gateway.views import SessionView

GARBAGE: Final = 4400
NOT_ALLOWED: Final = 4403
UNKNOWN: Final = 4404
AWAY: Final = 1013
TOO_LARGE: Final = 1009


class Hello(Message, frozen=True, kw_only=True, tag="hello"):
    """First of all: how far the session has come."""

    session: Annotated[SessionView, says("The session")]
    log: Annotated[str, says("Name of the list of events that the numbers count in; under another one they begin anew")]
    sequence: Annotated[int, says("Number of its newest event; 0: there was none")]
    set: Annotated[int | None, says("Number of the set under way; null: none is")]
    reps: Annotated[int, says("Reps of this set that are over")]
    phase: Annotated[Phase, says("Where in the lift the lifter is")]


class View(Message, frozen=True, kw_only=True, tag="view"):
    """All that is known of one frame; takes the place of the view before."""

    frame: Annotated[int, says("Index of the frame: what an `ack` names")]
    pts: Annotated[float, says("Its media time", unit="s")]
    jpeg: Annotated[bytes, says("The picture")]
    poses2d: Annotated[msgspec.Raw, says("The `poses2d.v1` of this frame")]
    poses3d: Annotated[msgspec.Raw, says("The `poses3d.v1` of this frame")]
    form: Annotated[msgspec.Raw, says("The `form.v1` of this frame")]


class SessionChanged(Message, frozen=True, kw_only=True, tag="session"):
    """The session has come further."""

    session: Annotated[SessionView, says("The session as it is now")]


class LiveEvent(Message, frozen=True, kw_only=True, tag="event"):
    """Something that happened; each once, in order."""

    sequence: Annotated[int, says("Its number in its session, from 1, without gaps")]
    frame: Annotated[int | None, says("The frame that brought it; null: no frame did")]
    pts: Annotated[float | None, says("Its media time", unit="s")]
    event: Annotated[FormEvent | SessionChanged, says("What happened")]


class LiveError(Message, frozen=True, kw_only=True, tag="error"):
    """Why the socket is closed."""

    error: Annotated[str, says("One sentence for a person")]


class Ack(Message, frozen=True, kw_only=True, tag="ack"):
    """From the client: this view was drawn, another may come."""

    frame: Annotated[int, says("The view's frame")]


class Resume(Message, frozen=True, kw_only=True, tag="resume"):
    """From the client, before anything else: which events it has."""

    after: Annotated[int, says("Number of the last event that it has; 0: none")]


async def refuse(websocket: WebSocket, code: int, sentence: str) -> None:
    """Say why, and close; accepts first what wasn't accepted, so that the sentence reaches a browser."""
    if websocket.application_state.name == "CONNECTING":
        await websocket.accept()
    await websocket.send_bytes(msgspec.msgpack.encode(LiveError(error=sentence)))
    await websocket.close(code)
