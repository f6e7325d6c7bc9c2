"""Ports of this machine, for a broker to listen on."""

import random
import socket
from typing import Final

_HOST: Final = "127.0.0.1"
_PICKED_FROM: Final = range(20_000, 32_000)
"""Below those that a system gives to outgoing connections: a client that retries would in time get a dead broker's."""


def is_free(port: int) -> bool:
    """Whether a program can listen on a port now."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((_HOST, port))
        except OSError:
            return False
    return True


def free_port(other_than: int = 0) -> int:
    """Pick a port that nothing listens on; at random, so that two who pick at once hardly pick the same."""
    for port in random.sample(_PICKED_FROM, len(_PICKED_FROM)):
        if port != other_than and is_free(port):
            return port
    raise OSError(f"no port from {_PICKED_FROM.start} to {_PICKED_FROM.stop} is free")
