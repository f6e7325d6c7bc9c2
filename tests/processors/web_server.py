"""A web server on this machine that serves one file, and misbehaves as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """What is served, and what was asked."""

    content: bytes
    stops_after: list[int] = field(default_factory=list)
    """For each of the next answers, after how many bytes the connection is cut."""
    knows_ranges: bool = True
    status: int = 200
    """What is answered instead, when it is no 200."""
    url: str = ""
    asked: list[str] = field(default_factory=list)
    """The range that each request asked for; "": the whole."""


@contextmanager
def serving(served: Served) -> Iterator[Served]:
    """Serve until the block is left."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, served)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}/model.pth"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, served: Served) -> None:
    asked = handler.headers.get("Range", "")
    served.asked.append(asked)
    if served.status != 200:
        handler.send_error(served.status)
        return
    start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and served.knows_ranges else 0
    if start >= len(served.content):
        handler.send_error(416)
        return
    body = served.content[start:]
    handler.send_response(206 if start else 200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: served.stops_after.pop(0)] if served.stops_after else body)
    handler.close_connection = True
