"""When a recorded frame is due: as its camera would have given it, or at once."""

from collections.abc import Awaitable, Callable
from typing import Protocol


class Pace(Protocol):
    """Waits until a frame is due."""

    async def wait_until(self, pts_s: float) -> None:
        """Return when the frame with this media time, in seconds, is due; called once a frame, in order."""
        ...


class FlatOut:
    """Every frame is due at once: as fast as it can be read and taken."""

    async def wait_until(self, pts_s: float) -> None:
        """Return at once."""


class LikeACamera:
    """Frames are due at the distances at which they were filmed, counted from the first one's moment.

    Whoever is late gets the next frames at once until caught up: a file loses nothing.
    """

    def __init__(self, now_s: Callable[[], float], sleep: Callable[[float], Awaitable[object]]) -> None:
        """Take the clock from outside.

        Args:
            now_s: a clock that never goes back, seconds.
            sleep: waits for that many seconds of the same clock.
        """
        self._now_s = now_s
        self._sleep = sleep
        self._pts_0_at_s: float | None = None

    async def wait_until(self, pts_s: float) -> None:
        """Return when as much time has passed since the first frame as in the recording."""
        now_s = self._now_s()
        if self._pts_0_at_s is None:
            self._pts_0_at_s = now_s - pts_s
        wait_s = self._pts_0_at_s + pts_s - now_s
        if wait_s > 0:
            await self._sleep(wait_s)
