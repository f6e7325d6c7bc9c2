"""How large the picture in a JPEG is, by its header alone: nothing is decoded."""

from typing import Final, NamedTuple

_BEGIN: Final = b"\xff\xd8\xff"
_SIZES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a frame's header; those in between mean other things."""
_SCAN: Final = 0xDA
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers that nothing follows."""


class NotAJpegError(ValueError):
    """Bytes that are no JPEG; one sentence."""


class Size(NamedTuple):
    """Of a picture, px."""

    width: int
    height: int


def jpeg_size(data: bytes) -> Size:
    """Read the size of a JPEG.

    Raises:
        NotAJpegError: it is none, or ends before it says its size.
    """
    if not data.startswith(_BEGIN):
        raise NotAJpegError(f"{len(data)} bytes are no JPEG: a JPEG begins with FF D8 FF")
    at = 2
    while at + 9 <= len(data) and data[at] == _BEGIN[0]:
        marker = data[at + 1]
        if marker in _SIZES:
            size = Size(int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7]))
            if min(size) > 0:
                return size
            break
        if marker == _SCAN:
            break
        at += 1 if marker == _BEGIN[0] else 2 if marker in _BARE else 2 + int.from_bytes(data[at + 2 : at + 4])
    raise NotAJpegError(f"{len(data)} bytes begin like a JPEG, but don't say how large it is")
