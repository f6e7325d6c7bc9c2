"""When a recorded frame is due: as its camera would have given it, or at once."""

import asyncio
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


class WhileThereIsRoom:
    """Another pace's frames, but none while as many as may be are on their way: sent, and not answered yet.

    So a file that is read faster than it is answered neither fills the topic nor makes whoever watches wait.
    """

    def __init__(self, pace: Pace, at_most: int) -> None:
        """Wrap a pace.

        Args:
            pace: when a frame is due.
            at_most: how many frames may be on their way, 1 or more.
        """
        self._pace = pace
        self._room = asyncio.Semaphore(at_most)

    async def wait_until(self, pts_s: float) -> None:
        """Return when there is room and the frame is due."""
        await self._room.acquire()
        await self._pace.wait_until(pts_s)

    def answered(self) -> None:
        """Say that one more frame was answered."""
        self._room.release()


class AfterWhatWasSent:
    """Another pace, but for the frames that were sent before: those are due at once, as nobody waits for them."""

    def __init__(self, pace: Pace, sent_until_s: float | None) -> None:
        """Wrap a pace.

        Args:
            pace: when a frame is due.
            sent_until_s: media time of the last frame that was sent before, seconds; None: none was.
        """
        self._pace = pace
        self._sent_until_s = sent_until_s

    async def wait_until(self, pts_s: float) -> None:
        """Return when the frame is due."""
        if self._sent_until_s is None or pts_s > self._sent_until_s:
            await self._pace.wait_until(pts_s)


class Between:
    """Another pace, but nothing is due while something else goes first.

    Args:
        pace: when a frame is due.
        clear: is set while nothing goes first.
    """

    def __init__(self, pace: Pace, clear: asyncio.Event) -> None:
        self._pace = pace
        self._clear = clear

    async def wait_until(self, pts_s: float) -> None:
        """Return when the way is clear and the frame is due."""
        await self._clear.wait()
        await self._pace.wait_until(pts_s)
