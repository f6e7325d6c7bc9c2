"""Whether a broker serves yet: it does once an answer about the cluster names a broker, not when its port opens."""

import socket
import struct
from typing import Final

_CONNECT_S: Final = 0.5
_ANSWER_S: Final = 2.0
_METADATA: Final = 3
_VERSION: Final = 1
_CORRELATION: Final = 1
_WHO_ASKS: Final = b"ready"


def is_ready(host: str, port: int) -> bool:
    """Ask for the cluster's metadata without any client library: a broker that is let in names itself."""
    try:
        with socket.create_connection((host, port), timeout=_CONNECT_S) as connection:
            connection.settimeout(_ANSWER_S)
            connection.sendall(_question())
            (size,) = struct.unpack(">i", _read(connection, 4))
            _correlation, brokers = struct.unpack(">ii", _read(connection, min(size, 8)))
    except (OSError, struct.error):
        return False
    return bool(brokers > 0)


def _question() -> bytes:
    """A Metadata request for no topics, behind its length."""
    header = struct.pack(">hhih", _METADATA, _VERSION, _CORRELATION, len(_WHO_ASKS)) + _WHO_ASKS
    no_topics = struct.pack(">i", 0)
    return struct.pack(">i", len(header) + len(no_topics)) + header + no_topics


def _read(connection: socket.socket, size: int) -> bytes:
    """Read so many bytes, or those that come before the other side closes."""
    data = b""
    while len(data) < size and (more := connection.recv(size - len(data))):
        data += more
    return data
