"""Asks a server of ours for something, over HTTP: a video is sent as it is read."""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from gateway.refused import ErrorView
from gateway.views import SessionView
from infra.told import Told
from infra.watching.place import Place
from infra.watching.server_errors import OtherServerError, TurnedAwayError, not_reached

_TIMEOUT_S: Final = 120.0
_ERRORS: Final = 400
_RUNS_CAN_BE_TOLD: Final = {"height_m", "lift"}


class NotToldError(ValueError):
    """What a server can't be told of a session that it has; one sentence."""


def upload(place: Place, video: Path, told: Told) -> SessionView:
    """Send a video file to a server.

    Raises:
        NoServerError: nobody answers.
        OtherServerError: something else does.
        TurnedAwayError: the server refuses, and says why.
    """
    query = urlencode({"name": video.name, **told.given()})
    with video.open("rb") as body:
        headers = {"Content-Length": str(video.stat().st_size), "Content-Type": "application/octet-stream"}
        return _posted(place, f"/sessions?{query}", body, headers)


def run_again(place: Place, told: Told) -> SessionView:
    """Ask a server to work on a session's stored video once more; raises as `upload` does.

    Raises:
        NotToldError: something was told that belongs to the session, not to a run.
    """
    given = told.given()
    if not given.keys() <= _RUNS_CAN_BE_TOLD:
        raise NotToldError("A server can be told --lift and --height of a session that it has, nothing else")
    body = msgspec.json.encode(given)
    return _posted(place, f"/sessions/{quote(place.session, safe='')}/runs", body, {"Content-Type": "application/json"})


def _posted(place: Place, path: str, body: Any, headers: Mapping[str, str]) -> SessionView:  # noqa: ANN401 - bytes, or a file
    allowed = {"Authorization": f"Bearer {place.token}"} if place.token else {}
    connection = _connection(place)
    try:
        answer = _answer(connection, f"{urlsplit(place.server).path}{path}", body, {**headers, **allowed})
        said = answer.read()
        if answer.status >= _ERRORS:
            raise TurnedAwayError(msgspec.json.decode(said, type=ErrorView).error)
        return msgspec.json.decode(said, type=SessionView)
    except (msgspec.DecodeError, HTTPException) as error:
        raise OtherServerError(place.server) from error
    except (OSError, UnicodeError) as error:  # a host's name may be none
        raise not_reached(place.server, error) from error
    finally:
        connection.close()


def _answer(connection: HTTPConnection, path: str, body: Any, headers: Mapping[str, str]) -> HTTPResponse:  # noqa: ANN401 - bytes, or a file
    """Send a request, and read the answer; also of a server that refuses before it has read all."""
    connection.connect()
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request("POST", path, body, dict(headers))
    return connection.getresponse()


def _connection(place: Place) -> HTTPConnection:
    parts = urlsplit(place.server)
    if parts.scheme == "https":
        return HTTPSConnection(
            parts.hostname or "", parts.port, timeout=_TIMEOUT_S, context=ssl.create_default_context()
        )
    return HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_S)
