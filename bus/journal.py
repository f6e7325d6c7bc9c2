"""A compacted topic's log on disk: what was appended is there after the process was killed, or the power was cut.

A file of records, one after another: length and CRC-32 of what follows (4 bytes each, little-endian), then key, value
and headers in msgpack. From the first record on that isn't whole the file is cut off: mostly the one that was being
written when the process ended; what is cut off is kept in a file beside it (".cut"). When the file has grown, and
whenever it is opened, only the newest record of each key is written anew. Tombstones stay: whoever had no time to
honour one finds it again.
"""

import errno
import logging
import os
import struct
import zlib
from collections.abc import Iterable, Mapping
from io import FileIO
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from bus.onto_disk import folder_onto_disk
from bus.record import NO_HEADERS

CUT: Final = ".cut"
"""How the name of a file ends that holds what was cut off."""
_MAGIC: Final = b"perfectform journal 1\n"
_LEAD: Final = struct.Struct("<II")
_COMPACTED_FROM_BYTES: Final = 8 << 20
_GROWTH: Final = 4
"""How many times its size after the last compaction a file may grow to."""

_log = logging.getLogger(__name__)


class JournalError(ValueError):
    """The file is no journal that can be read, or can't be written; one sentence."""


class Entry(NamedTuple):
    """What is kept of a record."""

    key: str
    value: bytes
    headers: Mapping[str, bytes] = NO_HEADERS


class Journal:
    """One file. One process at a time opens it, and one thread at a time calls it; every call may take a disk's time.

    Args:
        path: where it lies; file and folder are made when needed.

    Raises:
        JournalError: the file is something else, of a newer version, or can't be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._compacted()
            folder_onto_disk(path.parent)
        except OSError as error:
            raise self._unwritable(error) from error

    def entries(self) -> list[Entry]:
        """Read all that is in the file, in order; of a key the last one counts."""
        return _entries(self._path.read_bytes())[0]

    def append(self, entry: Entry) -> None:
        """Write a record; it is on the disk when this returns.

        Raises:
            JournalError: it could not be written, and nothing of it is there.
        """
        try:
            if self._end > self._compact_above:
                full, self._file = self._file, self._compacted()
                full.close()
                folder_onto_disk(self._path.parent)
            self._write(_packed(entry))
        except OSError as error:
            os.ftruncate(self._file.fileno(), self._end)
            raise self._unwritable(error) from error

    def close(self) -> None:
        """Close the file; closing again does nothing."""
        self._file.close()

    def _write(self, packed: bytes) -> None:
        if self._file.write(packed) < len(packed):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(self._file.fileno())
        self._end += len(packed)

    def _compacted(self) -> FileIO:
        """Write the newest record of each key into a new file, put it in the old one's place, and go on in it."""
        packed = b"".join([_MAGIC, *map(_packed, self._newest())])
        part = self._path.with_name(f"{self._path.name}.part")
        with part.open("wb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        opened = FileIO(part, "ab")  # before it is in its place: no file is written to that has lost its name
        part.replace(self._path)
        self._end = len(packed)
        self._compact_above = max(_COMPACTED_FROM_BYTES, _GROWTH * self._end)
        return opened

    def _newest(self) -> Iterable[Entry]:
        if not self._path.exists():
            return ()
        content = self._path.read_bytes()
        if not content.startswith(_MAGIC):
            raise JournalError(
                f"{self._path} is no journal that this version reads: use the version that wrote it, or another folder"
            )
        entries, end = _entries(content)
        self._put_aside(content[end:])
        newest: dict[str, Entry] = {}
        for entry in entries:
            newest.pop(entry.key, None)
            newest[entry.key] = entry
        return newest.values()

    def _put_aside(self, rest: bytes) -> None:
        if any(rest):  # a power cut leaves zeros
            aside = self._path.with_name(f"{self._path.name}{CUT}")
            with aside.open("ab") as file:  # behind what was cut off before
                file.write(rest)
            _log.warning("the last %d bytes of %s are no whole record: see %s", len(rest), self._path, aside)

    def _unwritable(self, error: OSError) -> JournalError:
        reason = error.strerror or str(error)
        return JournalError(f"{self._path} can't be written ({reason}): make room, or choose another folder")


def _packed(entry: Entry) -> bytes:
    content = msgspec.msgpack.encode((entry.key, entry.value, dict(entry.headers)))
    return _LEAD.pack(len(content), zlib.crc32(content)) + content


_DECODER: Final = msgspec.msgpack.Decoder(tuple[str, bytes, dict[str, bytes]])


def _entries(content: bytes) -> tuple[list[Entry], int]:
    """Read the records up to the first that isn't whole; give them, and where they end."""
    entries, at, view = list[Entry](), len(_MAGIC), memoryview(content)
    while at + _LEAD.size <= len(content):
        length, checksum = _LEAD.unpack_from(content, at)
        packed = view[at + _LEAD.size : at + _LEAD.size + length]
        if not length or len(packed) < length or zlib.crc32(packed) != checksum:
            break
        entries.append(Entry(*_DECODER.decode(packed)))
        at += _LEAD.size + length
    return entries, at
