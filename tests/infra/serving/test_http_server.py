"""An address is listened on, or a sentence says why not; the server ends when it is told to."""

import asyncio

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from infra.serving.http_server import AddressError, listening, reachable, serve_until


def test_a_free_port_is_found() -> None:
    with listening("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0


def test_a_port_in_use_is_named() -> None:
    with listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(AddressError, match=rf"127\.0\.0\.1 port {port} can't be listened on"):
            listening("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_a_strange_address_is_named(host: str) -> None:
    with pytest.raises(AddressError, match=host):
        listening(host, 0)


def test_every_address_is_shown_as_one_that_others_can_open() -> None:
    assert reachable("0.0.0.0") not in {"0.0.0.0", ""}  # noqa: S104 - compared with, not bound to
    assert reachable("127.0.0.1") == "127.0.0.1"


async def hello(scope: Scope, _: Receive, send: Send) -> None:
    """Answer any request."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def server() -> uvicorn.Server:
    return uvicorn.Server(uvicorn.Config(hello, lifespan="off", log_config=None, ws="none"))


def test_it_answers_until_it_is_told_to_end() -> None:
    async def run() -> bytes:
        stop, listener = asyncio.Event(), listening("127.0.0.1", 0)
        address = listener.getsockname()
        serving = asyncio.create_task(serve_until(stop, server(), listener))
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = await reader.readline()
        writer.close()
        stop.set()
        await serving
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*address)
        return answer

    assert b"204" in asyncio.run(asyncio.wait_for(run(), 20))


def test_a_server_that_ends_by_itself_is_an_error() -> None:
    async def run() -> None:
        ending = server()
        ending.should_exit = True
        with pytest.raises(RuntimeError, match="ended by itself"):
            await serve_until(asyncio.Event(), ending, listening("127.0.0.1", 0))

    asyncio.run(asyncio.wait_for(run(), 20))
