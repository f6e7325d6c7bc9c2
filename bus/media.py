"""How uploads, originals and rendered videos are kept: under keys, never as a path handed to another process.

A key is like "sessions/a1/original.mp4": parts joined by "/". A folder holds them now; an object store may later.
"""

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol


class UnknownMediaError(LookupError):
    """Nothing is kept under this key."""


class MediaRangeError(ValueError):
    """The range of bytes isn't one of this media's."""


class Media(Protocol):
    """Large values by key. Every method raises `bus.folder_key.UnsafeKeyError` for a key that can't be stored."""

    async def put(self, key: str, chunks: Iterable[bytes] | AsyncIterable[bytes]) -> int:
        """Keep what comes, and return its size in bytes; replaces what was under the key.

        Nobody sees it before it is whole; if the chunks raise or the call is cancelled, all is as it was.
        """
        ...

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` to before `end` (None: all that follow), in chunks.

        What was begun is read to its end, also if it is replaced or deleted meanwhile.

        Raises:
            UnknownMediaError: nothing is kept under this key. Raised when the first chunk is asked for.
            MediaRangeError: not 0 <= start <= end <= size. Raised when the first chunk is asked for.
        """
        ...

    def as_file(self, key: str) -> AbstractAsyncContextManager[Path]:
        """Give the media as a file to read, for programs that take nothing else; it may be gone on leaving.

        Raises:
            UnknownMediaError: nothing is kept under this key. Raised on entering.
        """
        ...

    async def size(self, key: str) -> int:
        """Return how many bytes are kept.

        Raises:
            UnknownMediaError: nothing is kept under this key.
        """
        ...

    async def exists(self, key: str) -> bool:
        """Return whether something is kept under this key."""
        ...

    async def delete(self, key: str) -> None:
        """Keep nothing under this key any longer; without effect if nothing was."""
        ...

    async def delete_under(self, prefix: str) -> None:
        """Keep nothing under any key that begins with this one and a slash; without effect if nothing was.

        Raises:
            OSError: some of it can't be deleted.
        """
        ...

    async def names_under(self, prefix: str) -> list[str]:
        """Return the next part of every key that begins with this one and a slash, each once, sorted."""
        ...
