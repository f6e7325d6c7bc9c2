"""A video comes in."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from contracts.sessions import SessionVideo
from gateway.documented import answers
from gateway.examples import SESSION
from gateway.media_keys import media_prefix, original_key
from gateway.parts import Given, Owner, Parts
from gateway.refused import RefusedError
from gateway.reply import reply
from gateway.room import FULL, Promise
from gateway.told import Told, new_session_id, refuse_unknown_profile, told_session
from gateway.views import session_view

router: Final = APIRouter(tags=["sessions"])
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The video file, as it is.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "/sessions",
    status_code=201,
    response_model=None,
    responses=answers(SESSION, 400, 408, 411, 413, 507, status=201),
    openapi_extra=_BODY,
)
async def upload(request: Request, parts: Given, owner: Owner, told: Annotated[Told, Query()]) -> Response:
    """Take a video in: what is answered with 201 is worked on, whatever happens to the server meanwhile."""
    refuse_unknown_profile(told, parts.settings.profiles)
    size = _size(request, parts.settings.upload_bytes)
    await parts.room.refuse_unless_free(size)
    session = new_session_id()
    key = original_key(session)
    publishing = None
    try:
        with parts.room.promised(size) as promise:
            await _put(parts, key, _chunks(request, promise, parts.settings.upload_stalls_s))
        video = await _probed(parts, key)
        made = told_session(session, owner, told, parts.now_s(), state="uploaded", video=video, media=key)
        publishing = asyncio.ensure_future(parts.known.publish(made))
        await asyncio.shield(publishing)
    except BaseException:
        if publishing is None or publishing.done():  # else it goes on, and the session will be there
            await asyncio.shield(parts.media.delete_under(media_prefix(session)))
        raise
    view = session_view(made, parts.known.place(session), None)
    return reply(view, 201, {"Location": f"/sessions/{session}"})


def _size(request: Request, at_most: int) -> int:
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        raise RefusedError(411, "The upload has to say its length: send the file itself, with `Content-Length`.")
    if int(length) > at_most:
        raise RefusedError(
            413,
            f"The video has {int(length):,} bytes and {at_most:,} are taken: cut it to the set.",
            {"Connection": "close"},
        )
    if int(length) == 0:
        raise RefusedError(400, "The upload is empty: send the video file as the body.")
    return int(length)


async def _chunks(request: Request, promise: Promise, stalls_s: float) -> AsyncIterator[bytes]:
    stream = request.stream()
    try:
        while True:
            async with asyncio.timeout(stalls_s):
                chunk = await anext(stream, b"")
            if not chunk:
                return
            yield chunk
            promise.written(len(chunk))
    except TimeoutError as error:
        sentence = f"Nothing came of the upload for {stalls_s:g} s: send it again."
        raise RefusedError(408, sentence, {"Connection": "close"}) from error
    except ClientDisconnect as error:
        raise RefusedError(400, "The upload was cut off: send it again.") from error


async def _put(parts: Parts, key: str, chunks: AsyncIterator[bytes]) -> None:
    try:
        await parts.media.put(key, chunks)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise RefusedError(507, "The disk is full: delete sessions, then upload again.") from error


async def _probed(parts: Parts, key: str) -> SessionVideo:
    try:
        return await parts.probe(key)
    except ValueError as error:
        raise RefusedError(400, str(error)) from error
