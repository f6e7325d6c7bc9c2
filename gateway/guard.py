"""Stands before every route and file: lets in whom `gateway.principal` knows, and says how browsers treat answers."""

from http.cookies import SimpleCookie
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from gateway.live_messages import NOT_ALLOWED, refuse
from gateway.principal import COOKIE, is_token, principal
from gateway.refusal_page import is_opened, refusal_page
from gateway.refused import ErrorView, RefusedError
from gateway.reply import reply
from gateway.settings import GatewaySettings

OPEN: Final = frozenset({"/healthz", "/readyz"})
"""What whoever looks after the process may ask without a token, under any name; it tells nothing of anybody."""
STREAMED: Final = "/sessions"
"""Where a large body is expected, and goes to the disk as it comes."""
MOST_BODY_BYTES: Final = 1 << 16
_TREATMENT: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


class Guard:
    """An ASGI app around another.

    Args:
        app: What is guarded. Its routes find the principal in the connection's state.
        settings: Where it is reached, and the token.
    """

    def __init__(self, app: ASGIApp, settings: GatewaySettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or socket."""
        if scope["type"] == "lifespan" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            connection.state.principal = principal(connection, self._settings)
            _refuse_large(connection)
        except RefusedError as error:
            await _turn_away(error, scope, receive, send)
            return
        await self._app(scope, receive, self._treated(connection, send))

    def _treated(self, connection: HTTPConnection, send: Send) -> Send:
        shown, token = connection.query_params.get("token", ""), self._settings.token

        async def treated(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _TREATMENT.items():
                    headers.setdefault(name, value)
                if token is not None and is_token(shown, token):
                    headers.append("Set-Cookie", _cookie(token, secure=connection.url.scheme == "https"))
            await send(message)

        return treated


def _refuse_large(connection: HTTPConnection) -> None:
    """Refuse a body that would be read into memory as a whole, unless it is short and says so."""
    if connection.scope.get("method") not in ("POST", "PUT", "PATCH") or connection.scope["path"] == STREAMED:
        return
    length = connection.headers.get("content-length", "0")
    is_short = length.isascii() and length.isdigit() and int(length) <= MOST_BODY_BYTES
    if not is_short or "transfer-encoding" in connection.headers:
        raise RefusedError(413, f"The body has to be JSON of {MOST_BODY_BYTES:,} bytes at most, and say its length.")


async def _turn_away(error: RefusedError, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await refuse(WebSocket(scope, receive, send), NOT_ALLOWED, str(error))
        return
    told = ErrorView(error=str(error))
    answer = refusal_page(error) if is_opened(scope) else reply(told, error.status, error.headers)
    await answer(scope, receive, send)


def _cookie(token: str, *, secure: bool) -> str:
    cookie = SimpleCookie({COOKIE: token})
    only = "; Secure" if secure else ""
    return f"{cookie[COOKIE].OutputString()}; HttpOnly; Path=/; SameSite=Strict{only}"
