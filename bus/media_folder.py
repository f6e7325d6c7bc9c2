"""Media as files of a folder: what one machine needs, and what several share over a network drive."""

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from bus.folder_key import UnsafeKeyError, path_under
from bus.media import MediaRangeError, UnknownMediaError
from bus.onto_disk import folder_onto_disk

CHUNK_BYTES: Final = 1 << 18


class FolderMedia:
    """See `bus.media.Media`. Files are read and written in threads, so the event loop goes on.

    A process that is killed while it puts something leaves a hidden file that ends in ".part"; nobody sees it by key.

    Args:
        folder: Where the files lie; made when needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, chunks: Iterable[bytes] | AsyncIterable[bytes]) -> int:
        """See `bus.media.Media`."""
        path = self._path(key)
        part = path.with_name(f".{uuid.uuid4().hex}.part")
        file = _create(part, key)
        try:
            with file:
                async for chunk in _one_by_one(chunks):
                    await asyncio.to_thread(file.write, chunk)
                size = file.tell()
                await asyncio.to_thread(_onto_disk, file)
            _rename(part, path, key)
            await asyncio.to_thread(self._name_onto_disk, path)
        finally:
            part.unlink(missing_ok=True)
        return size

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """See `bus.media.Media`."""
        file = await asyncio.to_thread(_open, self._path(key), key)
        with file:
            size = os.fstat(file.fileno()).st_size
            stop = size if end is None else end
            if not 0 <= start <= stop <= size:
                raise MediaRangeError(f"Bytes {start} to {stop} of {key!r} were asked for; it has {size}.")
            file.seek(start)
            while (at := file.tell()) < stop:
                yield await asyncio.to_thread(file.read, min(CHUNK_BYTES, stop - at))

    @asynccontextmanager
    async def as_file(self, key: str) -> AsyncIterator[Path]:
        """See `bus.media.Media`. It is the file itself: nothing is copied."""
        path = self._path(key)
        if not await self.exists(key):
            raise _unknown(key)
        yield path

    async def size(self, key: str) -> int:
        """See `bus.media.Media`."""
        path = self._path(key)
        if not await self.exists(key):
            raise _unknown(key)
        return (await asyncio.to_thread(path.stat)).st_size

    async def exists(self, key: str) -> bool:
        """See `bus.media.Media`."""
        return await asyncio.to_thread(self._path(key).is_file)

    async def delete(self, key: str) -> None:
        """See `bus.media.Media`."""
        path = self._path(key)
        if await self.exists(key):
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def delete_under(self, prefix: str) -> None:
        """See `bus.media.Media`. What a killed process left there goes too."""
        await asyncio.to_thread(_delete_folder, self._path(prefix))

    async def clear_unfinished(self) -> None:
        """Delete what killed processes left half-written; nobody else may be writing in the folder meanwhile."""
        await asyncio.to_thread(_clear_unfinished, self._folder)

    async def names_under(self, prefix: str) -> list[str]:
        """See `bus.media.Media`."""
        return await asyncio.to_thread(_names, self._path(prefix))

    def _name_onto_disk(self, path: Path) -> None:
        """Make a file's name durable, and those of the folders that may be new."""
        folder = path
        while folder != self._folder:
            folder = folder.parent
            folder_onto_disk(folder)

    def _path(self, key: str) -> Path:
        return path_under(self._folder, *key.split("/"))


async def _one_by_one(chunks: Iterable[bytes] | AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Yield the chunks; the next of a plain iterable is asked for in a thread, as it may read a file."""
    if isinstance(chunks, AsyncIterable):
        async for chunk in chunks:
            yield chunk
        return
    iterator = iter(chunks)
    while (following := await asyncio.to_thread(next, iterator, None)) is not None:
        yield following


def _onto_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _delete_folder(folder: Path) -> None:
    with suppress(FileNotFoundError, NotADirectoryError):
        shutil.rmtree(folder)


def _clear_unfinished(folder: Path) -> None:
    for part in folder.rglob(".*.part"):
        part.unlink(missing_ok=True)


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def _create(part: Path, key: str) -> BinaryIO:
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UnsafeKeyError(f"The key {key!r} can't be stored: {error.filename} is a file, not a folder.") from error
    return part.open("xb")


def _rename(part: Path, path: Path, key: str) -> None:
    try:
        part.replace(path)
    except IsADirectoryError as error:
        raise UnsafeKeyError(f"The key {key!r} can't be stored: other keys begin with it and a slash.") from error


def _open(path: Path, key: str) -> BinaryIO:
    try:
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise _unknown(key) from error


def _unknown(key: str) -> UnknownMediaError:
    return UnknownMediaError(f"Nothing is kept under {key!r}.")
