"""A phone films."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response
from starlette.websockets import WebSocket

from gateway.camera_client import CameraClient, refuse_over
from gateway.camera_messages import NAME
from gateway.documented import answers
from gateway.examples import PHONE
from gateway.parts import Given, Owner
from gateway.reply import reply

router: Final = APIRouter(tags=["camera"])


@router.get("/phone", response_model=None, responses=answers(PHONE, 404, 409))
async def phone(
    parts: Given,
    owner: Owner,
    session: Annotated[str | None, Query(description="The session to film from another side; none: a new one")] = None,
    camera: Annotated[str, Query(max_length=32, pattern=NAME, description="What its camera is called there")] = "",
) -> Response:
    """Tell how a phone comes to film."""
    if session is not None:
        refuse_over(parts.known.find(session, owner))
    return reply(parts.settings.phone(session, camera))


@router.websocket("/camera")
async def camera(websocket: WebSocket, parts: Given, owner: Owner) -> None:
    """Serve a socket: docs/camera.md."""
    await websocket.accept()
    client = CameraClient(websocket, parts.cameras, parts.known, owner, parts.settings.profiles, parts.now_s())
    await client.serve()
