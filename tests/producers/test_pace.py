"""A file plays at its own pace, or at once; the clock is ours."""

import asyncio

import pytest

from producers.pace import FlatOut, LikeACamera


class Clock:
    """Time passes only by sleeping or by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    async def sleep(self, seconds: float) -> None:
        self.now_s += seconds


def test_frames_come_as_they_were_filmed() -> None:
    async def play() -> list[float]:
        clock = Clock()
        pace = LikeACamera(lambda: clock.now_s, clock.sleep)
        due = []
        for pts_s in (0.5, 0.6, 1.5):
            await pace.wait_until(pts_s)
            due.append(clock.now_s)
        return due

    assert asyncio.run(play()) == pytest.approx([1000.0, 1000.1, 1001.0])


def test_who_is_late_catches_up() -> None:
    async def play() -> list[float]:
        clock = Clock()
        pace = LikeACamera(lambda: clock.now_s, clock.sleep)
        due = []
        for pts_s in (0.0, 0.1, 0.2, 1.0):
            await pace.wait_until(pts_s)
            due.append(clock.now_s)
            clock.now_s += 0.15
        return due

    assert asyncio.run(play()) == pytest.approx([1000.0, 1000.15, 1000.3, 1001.0])


def test_flat_out_never_waits() -> None:
    asyncio.run(asyncio.wait_for(FlatOut().wait_until(1e9), 1))
