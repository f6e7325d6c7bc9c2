"""Where frames or a video are sent: to a Kafka broker, or to a server."""

from typing import NamedTuple
from urllib.parse import urlsplit

from infra.printable import printable

_KAFKA = "kafka://"
_SERVERS = ("http", "https")


class DestinationError(ValueError):
    """What was given is no destination, or none for what is asked; one sentence."""


class Kafka(NamedTuple):
    """A broker."""

    address: str
    """HOST:PORT, or several with commas between."""


class Server(NamedTuple):
    """A server of ours."""

    address: str
    """As it prints it: it may hold a token."""


def destination_of(text: str) -> Kafka | Server:
    """Understand what `--to` says.

    Raises:
        DestinationError: it is neither.
    """
    if text.startswith(_KAFKA) and text != _KAFKA:
        return Kafka(text.removeprefix(_KAFKA).rstrip("/"))
    try:
        is_server = urlsplit(text).scheme in _SERVERS
    except ValueError:
        is_server = False
    if not is_server:
        raise DestinationError(f"{printable(text)} is no destination: one is kafka://HOST:PORT, or http://HOST:PORT")
    return Server(text)
