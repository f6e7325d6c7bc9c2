"""Answers as JSON, straight from the structs."""

from collections.abc import Mapping
from typing import Final

import msgspec
from starlette.responses import Response

from contracts.message import Message

_NONE: Final[Mapping[str, str]] = {}


def reply(view: Message, status: int = 200, headers: Mapping[str, str] = _NONE) -> Response:
    """Answer with a struct."""
    return Response(msgspec.json.encode(view), status, dict(headers), "application/json")
