"""So many bytes at once, first come, first served: what bounds the records that are on their way to a broker."""

import asyncio


class Room:
    """Room for some bytes. What is larger than all of it has it to itself.

    Args:
        most_bytes: How much there is.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._taken_bytes = 0
        self._turn = asyncio.Lock()
        self._freed = asyncio.Event()

    @property
    def taken_bytes(self) -> int:
        """How much is taken now."""
        return self._taken_bytes

    async def take(self, size: int) -> None:
        """Take some, once there is so much and whoever asked before has got theirs."""
        async with self._turn:
            while self._taken_bytes and self._taken_bytes + size > self._most_bytes:
                self._freed.clear()
                await self._freed.wait()
            self._taken_bytes += size

    def give(self, size: int) -> None:
        """Give some back."""
        self._taken_bytes -= size
        self._freed.set()
