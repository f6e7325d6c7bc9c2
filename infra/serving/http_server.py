"""Runs uvicorn on a socket inside an asyncio program of ours, which keeps its own signals."""

import asyncio
import socket
from contextlib import nullcontext
from typing import Final

import uvicorn

_WAITING: Final = 256
_EVERY: Final = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to
_SOMEWHERE: Final = ("192.0.2.1", 9)
"""An address that is nobody's (RFC 5737)."""


class AddressError(ValueError):
    """The address can't be listened on; one sentence."""


def listening(host: str, port: int) -> socket.socket:
    """Listen on an address; port 0: any that is free.

    Raises:
        AddressError: it is in use, or not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressError(f"{host} is no address of this machine: choose another with --host") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_WAITING)
    except OSError as error:
        listener.close()
        raise AddressError(
            f"{host} port {port} can't be listened on ({error.strerror}): choose another with --port or --host"
        ) from error
    return listener


def reachable(host: str) -> str:
    """Give the address by which others reach what listens on every address of this machine; any other as it is."""
    if host not in _EVERY:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(_SOMEWHERE)  # sends nothing: only the way there is looked up
        except OSError:
            return "127.0.0.1"
        return str(asking.getsockname()[0])


async def serve_until(stop: asyncio.Event, server: uvicorn.Server, listener: socket.socket) -> None:
    """Run a server on a listening socket until an event is set; then end what is open, and close the socket.

    Raises:
        RuntimeError: the server ended by itself.
    """
    server.capture_signals = nullcontext  # type: ignore[method-assign, assignment] # they are ours
    serving = asyncio.create_task(server.serve([listener]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended = serving.done()
        server.should_exit = True
        stopping.cancel()
        await asyncio.wait([serving])
        listener.close()
    if ended:
        raise RuntimeError("the HTTP server ended by itself: its log says why") from serving.exception()
