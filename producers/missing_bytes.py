"""How much of a video file is not there: what broke off is told from what is whole by the sizes in its headers."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_EBML_MAGIC = b"\x1a\x45\xdf\xa3"
_MATROSKA_SEGMENT = 0x18538067
_RIFF_MAGIC = b"RIFF"
_SIZE_LEFT_OPEN = 0xFFFFFFFF
_BOX_HEADER = 8
_FIRST_BOXES = {b"ftyp", b"mdat", b"moov", b"wide", b"free", b"skip", b"pnot"}


def missing_bytes(path: Path) -> int:
    """Return how many bytes the container states beyond the end of the file: 0 for a whole file.

    Covers MP4/MOV, MKV/WebM and AVI; 0 for anything else, and for a size that the writer left open.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic == _RIFF_MAGIC:
            stated = _riff_end(file)
        elif magic == _EBML_MAGIC:
            stated = _matroska_end(file)
        else:
            stated = max((end for _, end in _outermost_boxes(file, size)), default=size)
    return max(0, stated - size)


def lacks_index(path: Path) -> bool:
    """Whether the file is an MP4 or MOV that broke off before its index, the `moov` box, was written."""
    with path.open("rb") as file:
        kinds = {kind for kind, _ in _outermost_boxes(file, path.stat().st_size)}
    return bool(kinds) and b"moov" not in kinds


def _outermost_boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield (kind, end position as stated) of each outermost MP4 box, none where the file doesn't begin like an MP4.

    The last one may end beyond `size`.
    """
    start = 0
    while start + _BOX_HEADER <= size:
        file.seek(start)
        length, kind = struct.unpack(">I4s", file.read(_BOX_HEADER))
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))
        if (start == 0 and kind not in _FIRST_BOXES) or not kind.isalnum() or 0 < length < _BOX_HEADER:
            return
        end = start + length if length else size
        yield kind, end
        start = end


def _riff_end(file: BinaryIO) -> int:
    _, length = struct.unpack("<4sI", file.read(8).ljust(8, b"\0"))
    return 0 if length == _SIZE_LEFT_OPEN else 8 + int(length)


def _matroska_end(file: BinaryIO) -> int:
    """The end of the first segment, or 0 when the writer left its size open."""
    while True:
        identifier, _ = _ebml_number(file, keep_marker=True)
        length, unknown = _ebml_number(file, keep_marker=False)
        if not identifier or unknown:
            return 0
        if identifier == _MATROSKA_SEGMENT:
            return file.tell() + length
        file.seek(length, 1)


def _ebml_number(file: BinaryIO, *, keep_marker: bool) -> tuple[int, bool]:
    """Return the variable-length number at the file's position (0 at the end) and whether all its bits are 1."""
    first = file.read(1)
    if not first or not first[0]:
        return 0, False
    extra = 8 - first[0].bit_length()
    marker = 1 << (7 - extra)
    value = int.from_bytes(bytes([first[0] if keep_marker else first[0] ^ marker]) + file.read(extra), "big")
    return value, value == (marker << (8 * extra)) - 1
