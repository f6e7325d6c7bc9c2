"""Video over HTTP: a camera's MJPEG, a stream, or a file; no playlist, which could name other hosts."""

from typing import Final

from producers.container import FORMATS
from producers.network_source import NetworkSource

_SCHEMES: Final = ("http://", "https://")
_OPTIONS: Final = {
    "format_whitelist": f"{FORMATS},mpjpeg,mjpeg,jpeg_pipe,flv,h264,hevc",
    "protocol_whitelist": "http,https,tcp,tls,httpproxy",
}


def takes(name: str) -> bool:
    """Whether a name is an address of this kind."""
    return name.lower().startswith(_SCHEMES)


def source(name: str) -> NetworkSource:
    """Give what comes from an address."""
    return NetworkSource(name, _OPTIONS)
