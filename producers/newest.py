"""Keeps only the newest of what comes: whoever is too slow for all of it gets what is fresh, and nothing piles up."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

from contracts.vocabulary import EndReason

T = TypeVar("T")


class Newest(Generic[T]):
    """A queue from which the oldest falls out.

    Args:
        at_most: how many items may wait.
    """

    def __init__(self, at_most: int = 2) -> None:
        self._waiting: deque[T] = deque()
        self._at_most = at_most
        self._stirred = asyncio.Event()
        self._error: Exception | None = None
        self.ended: EndReason | None = None
        """Why nothing more comes; None: more may."""
        self.lost = 0
        """How many items fell out."""

    def put(self, item: T) -> None:
        """Add an item; after the end it is passed over."""
        if self.ended is not None:
            return
        if len(self._waiting) == self._at_most:
            self._waiting.popleft()
            self.lost += 1
        self._waiting.append(item)
        self._stirred.set()

    def end(self, reason: EndReason, error: Exception | None = None) -> None:
        """Let nothing more in; what waits can still be taken. The first end counts.

        Args:
            reason: why.
            error: is raised to whoever takes, once nothing waits any more.
        """
        if self.ended is None:
            self.ended, self._error = reason, error
            self._stirred.set()

    async def until_any(self) -> T | None:
        """Wait for the first item, and leave it; None: the end came before."""
        while not self._waiting and self.ended is None:
            self._stirred.clear()
            await self._stirred.wait()
        if not self._waiting and self._error is not None:
            raise self._error
        return self._waiting[0] if self._waiting else None

    async def take(self) -> T | None:
        """Wait for the oldest item that is left; None: the end."""
        return None if await self.until_any() is None else self._waiting.popleft()
