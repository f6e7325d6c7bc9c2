"""What ends everything: an error that is raised where somebody waits for it, besides where it came about."""

import asyncio


class Failure:
    """Keeps the first error that it is told."""

    def __init__(self) -> None:
        self._error: Exception | None = None
        self._told = asyncio.Event()

    def note(self, error: Exception) -> None:
        """Take down an error."""
        self._error = self._error or error
        self._told.set()

    async def comes(self) -> None:
        """Wait for an error, and raise it."""
        await self._told.wait()
        if self._error is not None:
            raise self._error
