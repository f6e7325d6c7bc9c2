"""Requests to a real server as no browser would send them, over plain sockets."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.infra.served import Server


def address_of(server: Server) -> tuple[str, int]:
    """Host and port."""
    host, port = server.address.removeprefix("http://").split(":")
    return host, int(port)


@contextmanager
def connected(server: Server) -> Iterator[socket.socket]:
    """A connection, closed at the end."""
    with socket.create_connection(address_of(server), timeout=30) as connection:
        yield connection


def head(server: Server, method: str, path: str, *headers: str) -> bytes:
    """The head of a request with a right `Host`, unless the headers say otherwise."""
    own = () if any(header.startswith("Host:") for header in headers) else (f"Host: {':'.join(_host(server))}",)
    return "\r\n".join([f"{method} {path} HTTP/1.1", *own, *headers, "", ""]).encode()


def _host(server: Server) -> tuple[str, str]:
    host, port = address_of(server)
    return host, str(port)


def answer_to(server: Server, request: bytes) -> tuple[int, bytes]:
    """Send a request on a connection of its own; give the answer's status and all of the answer."""
    with connected(server) as connection:
        connection.sendall(request)
        return received(connection)


def received(connection: socket.socket) -> tuple[int, bytes]:
    """What comes until it is closed, and the status in it."""
    answer = b""
    while (part := connection.recv(65536)) and len(answer) < (1 << 20):
        answer += part
        if b"\r\n\r\n" in answer and _is_whole(answer):
            break
    return int(answer.split(b" ", 2)[1]), answer


def _is_whole(answer: bytes) -> bool:
    told, _, body = answer.partition(b"\r\n\r\n")
    lengths = [line for line in told.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(lengths) and len(body) >= int(lengths[0].split(b":")[1])
