"""Watch a session live."""

from typing import Final, Literal

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from contracts.sessions import Session
from gateway.history import tallies
from gateway.live_client import LiveClient
from gateway.live_log import LiveLog
from gateway.live_messages import AWAY, UNKNOWN, Hello, refuse
from gateway.parts import Given, Owner, Parts
from gateway.refused import RefusedError
from gateway.views import Tally, session_view

router: Final = APIRouter()


@router.websocket("/live/{session}")
async def live(
    websocket: WebSocket, parts: Given, owner: Owner, session: str, pictures: Literal["yes", "no"] = "yes"
) -> None:
    """Serve a socket: docs/live.md."""
    await websocket.accept()
    try:
        counted = await tallies(parts.databases, [parts.known.find(session, owner)])
        async with parts.hub.watched(session) as watched:
            found = parts.known.find(session, owner)  # it may have been deleted meanwhile
            hello = _hello(parts, found, watched.log, counted.get(session))
            await LiveClient(websocket, parts.hub, watched, pictures=pictures == "yes").serve(hello)
    except RefusedError as error:
        await _turn_away(websocket, error)


def _hello(parts: Parts, session: Session, log: LiveLog, counted: Tally | None) -> Hello:
    tally = log.tally(session.runs[0].id if session.runs else None) or counted
    return Hello(
        session=session_view(session, parts.known.place(session.session), tally),
        log=log.name,
        sequence=log.sequence,
        set=log.set,
        reps=log.reps,
        phase=log.phase,
    )


async def _turn_away(websocket: WebSocket, error: RefusedError) -> None:
    try:
        await refuse(websocket, UNKNOWN if error.status == 404 else AWAY, str(error))  # noqa: PLR2004 - Not Found
    except WebSocketDisconnect:
        return
