"""Keeps uploads from filling the disk: what is promised to those under way counts as taken."""

import errno
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

from gateway.refused import RefusedError

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What a disk says that takes no more."""
FreeBytes = Callable[[], Awaitable[int]]
"""How many bytes may still be stored."""


class Promise:
    """Room for one upload; what it has written is no longer promised but taken."""

    def __init__(self, size: int) -> None:
        self.open = size

    def written(self, size: int) -> None:
        """Count bytes that lie on the disk now."""
        self.open = max(0, self.open - size)


class Room:
    """The disk.

    Args:
        free_bytes: Asked before each upload.
    """

    def __init__(self, free_bytes: FreeBytes) -> None:
        self._free_bytes = free_bytes
        self._promises: set[Promise] = set()

    async def refuse_unless_free(self, size: int) -> None:
        """Raise `RefusedError` 507 unless so many bytes fit beside what is promised."""
        free = await self._free_bytes() - sum(promise.open for promise in self._promises)
        if size > free:
            raise RefusedError(
                507,
                f"The video takes {size:,} bytes and {max(0, free):,} are left: delete sessions, or raise the quota.",
            )

    @contextmanager
    def promised(self, size: int) -> Iterator[Promise]:
        """Keep room for an upload while it runs."""
        promise = Promise(size)
        self._promises.add(promise)
        try:
            yield promise
        finally:
            self._promises.discard(promise)
