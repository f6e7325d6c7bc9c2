"""A phone films."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response
from starlette.websockets import WebSocket

from gateway.camera_client import CameraClient
from gateway.documented import answers
from gateway.examples import PHONE
from gateway.parts import Given, Owner
from gateway.reply import reply

router: Final = APIRouter(tags=["camera"])


@router.get("/phone", response_model=None, responses=answers(PHONE))
async def phone(parts: Given, _: Owner) -> Response:
    """Tell how a phone comes to film."""
    return reply(parts.settings.phone)


@router.websocket("/camera")
async def camera(websocket: WebSocket, parts: Given, owner: Owner) -> None:
    """Serve a socket: docs/camera.md."""
    await websocket.accept()
    client = CameraClient(websocket, parts.cameras, parts.known, owner, parts.settings.profiles, parts.now_s())
    await client.serve()
