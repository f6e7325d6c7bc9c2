"""Draws and writes the overlay video on a thread of its own, a few frames behind the stages."""

import asyncio
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

from infra.results.overlay_video import OverlayWriter
from infra.stages.fused import FrameAnswer
from processors.render import RenderInput, render

_WAITING_AT_MOST: Final = 6
"""Frames that may wait to be drawn: 36 MB of 1080p."""


class Overlay:
    """Takes answered frames in order; who adds waits while too many wait. Use it as an async context manager.

    Args:
        writer: where the drawn frames go; finished on leaving, given up on leaving with an exception.
    """

    def __init__(self, writer: OverlayWriter) -> None:
        self._writer = writer
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="overlay")
        self._waiting: deque[Future[None]] = deque()
        self._failed = False

    async def add(self, answer: FrameAnswer) -> None:
        """Take a frame; raises `OverlayError` if one before it could not be written."""
        while len(self._waiting) >= _WAITING_AT_MOST:
            await asyncio.wrap_future(self._waiting.popleft())
        self._waiting.append(self._thread.submit(self._draw, answer))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                while self._waiting:
                    await asyncio.wrap_future(self._waiting.popleft())
                await asyncio.wrap_future(self._thread.submit(self._writer.close))
        finally:
            self._thread.shutdown(cancel_futures=True)
            self._writer.abort()

    def _draw(self, answer: FrameAnswer) -> None:
        """Draw and write a frame; once one could not be written, those that wait behind it are passed over."""
        if self._failed:
            return
        self._failed = True
        self._write(answer)
        self._failed = False

    def _write(self, answer: FrameAnswer) -> None:
        picture = None if answer.unreadable else answer.shot.picture
        rendered = render(RenderInput(picture, answer.poses2d, answer.poses3d, answer.form))
        if rendered.picture is not None:
            self._writer.write(rendered.picture.bgr, rendered.pts)
