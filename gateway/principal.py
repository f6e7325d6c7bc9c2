"""Who asks: checked once for each request and each socket, before anything else looks at it."""

import hmac
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from gateway.refused import RefusedError
from gateway.settings import GatewaySettings

COOKIE: Final = "perfectform_token"
OPERATOR: Final = ""
"""The owner of everything, until there are several people: whoever runs the machine."""


def principal(connection: HTTPConnection, settings: GatewaySettings) -> str:
    """Return whose request it is: the `owner` of the sessions that it may see.

    Any web page can send requests to localhost, and a name that a stranger owns can be made to lead there. So on
    loopback `Host` has to be this machine's, and everywhere `Origin`, where a browser states it, has to be ours.

    Raises:
        RefusedError: 403, the request comes from another web page or names another host; 401, without the token.
    """
    host = connection.headers.get("host", "")
    if settings.is_loopback and host.lower() not in settings.own_hosts:
        raise RefusedError(403, f"This server answers as localhost:{settings.port} only, under no other name.")
    origin = connection.headers.get("origin")
    if origin is not None and not _is_own(origin, host):
        raise RefusedError(
            403, "Requests from other web pages are refused; open the dashboard at this server's address."
        )
    if settings.token is not None and not _shows(connection, settings.token):
        raise RefusedError(
            401,
            "A token is needed: open the address that `perfectform serve` printed, or send `Authorization: Bearer`.",
            {"WWW-Authenticate": "Bearer"},
        )
    return OPERATOR


def _is_own(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


def _shows(connection: HTTPConnection, token: str) -> bool:
    scheme, _, bearer = connection.headers.get("authorization", "").partition(" ")
    shown = (
        bearer.strip() if scheme.lower() == "bearer" else "",
        connection.query_params.get("token", ""),
        connection.cookies.get(COOKIE, ""),
    )
    return any(is_token(one, token) for one in shown)


def is_token(shown: str, token: str) -> bool:
    """Compare what somebody shows with the token, in a time that tells nothing of it."""
    return hmac.compare_digest(shown.encode(), token.encode())
