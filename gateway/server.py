"""How uvicorn runs the gateway's app."""

import uvicorn
from starlette.types import ASGIApp

from gateway.camera_messages import MOST_BYTES
from gateway.settings import GatewaySettings


def server(app: ASGIApp, settings: GatewaySettings, stops_within_s: int = 3) -> uvicorn.Server:
    """Make a server; `serve()` of it runs until `should_exit` is set.

    Its log of accesses is off: addresses may hold the token. Websockets aren't compressed: pictures are already.

    Args:
        app: What it serves.
        settings: Where.
        stops_within_s: How long requests under way may go on once it should exit.
    """
    config = uvicorn.Config(
        app,
        host=settings.host,
        ssl_certfile=None if settings.certificate is None else settings.certificate.chain,
        ssl_keyfile=None if settings.certificate is None else settings.certificate.key,
        port=settings.port,
        access_log=False,
        log_level="warning",
        log_config=None,
        server_header=False,
        proxy_headers=False,
        ws="websockets-sansio",
        ws_max_size=MOST_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=stops_within_s,
    )
    return uvicorn.Server(config)
