"""A phone films."""

from typing import Final

from fastapi import APIRouter
from starlette.websockets import WebSocket

from gateway.camera_client import CameraClient
from gateway.parts import Given, Owner

router: Final = APIRouter()


@router.websocket("/camera")
async def camera(websocket: WebSocket, parts: Given, owner: Owner) -> None:
    """Serve a socket: docs/camera.md."""
    await websocket.accept()
    client = CameraClient(websocket, parts.cameras, parts.known, owner, parts.settings.profiles, parts.now_s())
    await client.serve()
