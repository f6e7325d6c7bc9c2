"""A camera that is reached over RTSP, as most network cameras are; its packets come over TCP, so that none is lost."""

from typing import Final

from producers.network_source import NetworkSource

_SCHEMES: Final = ("rtsp://", "rtsps://")
_OPTIONS: Final = {"rtsp_transport": "tcp", "protocol_whitelist": "rtsp,rtsps,rtp,tcp,tls,udp"}


def takes(name: str) -> bool:
    """Whether a name is an address of this kind."""
    return name.lower().startswith(_SCHEMES)


def source(name: str) -> NetworkSource:
    """Give the camera at an address."""
    return NetworkSource(name, _OPTIONS)
