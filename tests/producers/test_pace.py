"""A file plays at its own pace, or at once; the clock is ours."""

import asyncio

import pytest

from producers.pace import Between, FlatOut, LikeACamera, WhileThereIsRoom


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


def test_no_frame_is_due_while_as_many_as_may_be_are_on_their_way() -> None:
    async def play() -> list[int]:
        pace, sent = WhileThereIsRoom(FlatOut(), 3), list[int]()

        async def send() -> None:
            for frame in range(6):
                await pace.wait_until(frame / 30)
                sent.append(frame)

        sending = asyncio.create_task(send())
        counts = []
        for answered in (0, 1, 2):
            for _ in range(answered):
                pace.answered()
            await asyncio.sleep(0.01)
            counts.append(len(sent))
        await sending
        return counts

    assert asyncio.run(asyncio.wait_for(play(), 10)) == [3, 4, 6]


def test_nothing_is_due_while_something_else_goes_first() -> None:
    async def run() -> list[str]:
        order, clear = list[str](), asyncio.Event()

        async def recorded() -> None:
            await Between(FlatOut(), clear).wait_until(0.0)
            order.append("recorded")

        waiting = asyncio.create_task(recorded())
        await asyncio.sleep(0)
        order.append("live")
        clear.set()
        await waiting
        return order

    assert asyncio.run(run()) == ["live", "recorded"]
