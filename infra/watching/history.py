"""What a server tells over REST: which session is the newest, and all that was found in one."""

from http.client import HTTPException
from typing import TypeVar
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

import msgspec

from contracts.message import Message
from gateway.refused import ErrorView
from gateway.views import SessionDetail, SessionPage
from infra.watching.place import LATEST, Place
from infra.watching.server_errors import OtherServerError, TurnedAwayError, not_reached

_TIMEOUT_S = 10.0

M = TypeVar("M", bound=Message)


def found(place: Place) -> Place:
    """Put the newest session's id in the place of `latest`.

    Raises:
        TurnedAwayError: there is none, or the token is wrong.
        NoServerError: nobody answers.
        OtherServerError: something else does.
    """
    if place.session != LATEST:
        return place
    page = _get(place, "/sessions?limit=1", SessionPage)
    if not page.sessions:
        raise TurnedAwayError(f"There is no session yet: drop a video on {place.server}")
    return place._replace(session=page.sessions[0].session)


def detail(place: Place) -> SessionDetail:
    """Give a session with its sets; raises as `found` does."""
    return _get(place, f"/sessions/{quote(place.session, safe='')}", SessionDetail)


def _get(place: Place, path: str, kind: type[M]) -> M:
    headers = {"Authorization": f"Bearer {place.token}"} if place.token else {}
    request = Request(f"{place.server}{path}", headers=headers)  # noqa: S310 - a `Place` is http or https
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=_TIMEOUT_S) as answer:
            return msgspec.json.decode(answer.read(), type=kind)
    except HTTPError as error:
        raise _refusal(place, error) from error
    except (OSError, UnicodeError) as error:  # a host's name may be none
        raise not_reached(place.server, error) from error
    except (HTTPException, ValueError) as error:  # msgspec's errors are ValueErrors
        raise OtherServerError(place.server) from error


def _refusal(place: Place, error: HTTPError) -> ValueError:
    try:
        return TurnedAwayError(msgspec.json.decode(error.read(), type=ErrorView).error)
    except (OSError, HTTPException, ValueError):
        return OtherServerError(place.server)
