"""A session's videos, in the parts that a browser asks for."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import PurePath
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from bus.media import Media, UnknownMediaError
from gateway.documented import refused
from gateway.media_keys import original_key, overlay_key
from gateway.parts import Given, Owner
from gateway.ranges import Part, part_of
from gateway.refused import RefusedError
from gateway.runs import RunAsked, needed_run_of

router: Final = APIRouter(tags=["media"])
_KINDS: Final = {".webm": "video/webm", ".mkv": "video/x-matroska"}
"""By the file's ending; what isn't here is an MP4 or its sibling QuickTime, which browsers play as one."""
_VIDEO: Final[dict[str, Any]] = {"video/*": {"schema": {"type": "string", "format": "binary"}}}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The whole video.", "content": _VIDEO},
    206: {"description": "The part of it that `Range` asks for.", "content": _VIDEO},
    304: {"description": "It is still what `If-None-Match` names."},
    **refused(404, 416),
}
_HEADERS_ONLY: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": answer["description"]} for status, answer in _ANSWERS.items() if status not in (206, 416)
}
"""To HEAD, which HTTP knows no ranges for."""


@router.head("/sessions/{session}/original", response_class=Response, responses=_HEADERS_ONLY)
@router.get("/sessions/{session}/original", response_class=Response, responses=_ANSWERS)
async def original(request: Request, parts: Given, owner: Owner, session: str) -> Response:
    """Send the video as it was uploaded."""
    found = parts.known.find(session, owner)
    kind = _KINDS.get(PurePath(found.name).suffix.lower(), "video/mp4")
    return await _video(request, parts.media, found.media or original_key(session), kind)


@router.head("/sessions/{session}/overlay", response_class=Response, responses=_HEADERS_ONLY)
@router.get("/sessions/{session}/overlay", response_class=Response, responses=_ANSWERS)
async def overlay(request: Request, parts: Given, owner: Owner, session: str, run: RunAsked = None) -> Response:
    """Send the video with a run's skeleton, angles and cues drawn in."""
    found = parts.known.find(session, owner)
    return await _video(request, parts.media, overlay_key(session, needed_run_of(found, run)), "video/mp4")


async def _video(request: Request, media: Media, key: str, kind: str) -> Response:
    try:
        size = await media.size(key)
        etag = f'"{key.replace("/", "-")}-{size}"'
        headers = {"ETag": etag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        if request.method == "HEAD":
            return Response(None, 200, headers | {"Content-Length": str(size)}, kind)
        asked = request.headers.get("range") if request.headers.get("if-range", etag) == etag else None
        part = part_of(asked, size)
        return await _sent(media, key, part or Part(0, size), size, (206 if part else 200, headers, kind))
    except UnknownMediaError as error:
        raise RefusedError(404, "There is no such video: it is not made yet, or was deleted.") from error


async def _sent(media: Media, key: str, part: Part, size: int, how: tuple[int, dict[str, str], str]) -> Response:
    """Begin to send; the first chunk is read before the headers go, so what has just been deleted is still a 404."""
    status, headers, kind = how
    chunks = media.read(key, part.start, part.end)
    first = await anext(chunks, b"")
    headers["Content-Length"] = str(part.end - part.start)
    if status == 206:  # noqa: PLR2004 - Partial Content
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
    return StreamingResponse(_all(first, chunks), status, headers, kind)


async def _all(first: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async with aclosing(chunks):  # type: ignore[type-var] # media are read by generators
        yield first
        async for chunk in chunks:
            yield chunk
