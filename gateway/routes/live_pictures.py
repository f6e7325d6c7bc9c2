"""Live sets as motion JPEG: for a television, a slide, or anything else that shows a picture and runs no script."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from contracts.vocabulary import UNFINISHED
from gateway.documented import refused
from gateway.live_pictures import CONTENT_TYPE, as_parts
from gateway.parts import Given, Owner
from gateway.refused import RefusedError, quoted

router: Final = APIRouter(tags=["live"])
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Drawn pictures, the newest whenever it can be sent.",
        "content": {"multipart/x-mixed-replace": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/live.mjpeg", response_class=Response, responses=_ANSWERS | refused())
async def newest(parts: Given, owner: Owner) -> Response:
    """Show the set that was begun last, then the next one, and so on."""
    return StreamingResponse(as_parts(parts.pictures.of_newest(owner)), media_type=CONTENT_TYPE)


@router.get("/sessions/{session}/live.mjpeg", response_class=Response, responses=_ANSWERS | refused(404, 409))
async def of_session(parts: Given, owner: Owner, session: str) -> Response:
    """Show one set until it is over."""
    state = parts.known.find(session, owner).state
    if state not in UNFINISHED:
        raise RefusedError(409, f"Session {quoted(session)} is over ({state}): see its overlay instead.")
    return StreamingResponse(as_parts(parts.pictures.of_session(session)), media_type=CONTENT_TYPE)
