"""Watch a session live."""

from typing import Final

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.history import tallies
from gateway.live_client import LiveClient
from gateway.live_messages import AWAY, UNKNOWN, Hello, refuse
from gateway.parts import Given, Owner
from gateway.refused import RefusedError
from gateway.views import session_view

router: Final = APIRouter()


@router.websocket("/live/{session}")
async def live(websocket: WebSocket, parts: Given, owner: Owner, session: str) -> None:
    """Serve a socket: docs/live.md."""
    await websocket.accept()
    try:
        counted = await tallies(parts.databases, [parts.known.find(session, owner)])
        found = parts.known.find(session, owner)  # it may have been deleted meanwhile
    except RefusedError as error:
        await _turn_away(websocket, error)
        return
    watched = parts.hub.watched(session)
    client = LiveClient(websocket, parts.hub, watched)
    run = found.runs[0].id if found.runs else None
    tally = watched.log.tally(run) or counted.get(session)
    hello = Hello(
        session=session_view(found, parts.known.place(session), tally),
        sequence=watched.log.sequence,
        set=watched.log.set,
        reps=watched.log.reps,
        phase=watched.log.phase,
    )
    with parts.hub.watching(session, client):
        await client.serve(hello)


async def _turn_away(websocket: WebSocket, error: RefusedError) -> None:
    try:
        await refuse(websocket, UNKNOWN if error.status == 404 else AWAY, str(error))  # noqa: PLR2004 - Not Found
    except WebSocketDisconnect:
        return
