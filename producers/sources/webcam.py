"""A camera on this machine, by OpenCV: its number, or its device."""

import re
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Final

import numpy as np

from producers.camera_times import CameraTimes
from producers.on_thread import on_thread
from producers.source import Last, SourceGoneError, Taken

_NAMES: Final = re.compile(r"\d{1,2}|/dev/video\d{1,2}")


def takes(name: str) -> bool:
    """Whether a name is a webcam's."""
    return _NAMES.fullmatch(name) is not None


def source(name: str) -> "Webcam":
    """Give a webcam."""
    return Webcam(name)


class Webcam:
    """See `producers.source.Source`. A picture's time is when it came.

    Args:
        name: "0", or "/dev/video0".
    """

    def __init__(self, name: str) -> None:
        self._number = int(name.removeprefix("/dev/video"))

    @property
    def name(self) -> str:
        """Which one it is."""
        return f"webcam {self._number}"

    async def pictures(self, last: Last | None) -> AsyncGenerator[Taken, None]:
        """See `producers.source.Source`."""
        async with aclosing(on_thread(self._read(last))) as pictures:
            async for taken in pictures:
                yield taken

    def _read(self, last: Last | None) -> Iterator[Taken]:
        import cv2

        camera = cv2.VideoCapture(self._number)
        try:
            times = CameraTimes(last, time.time())
            while True:
                came, bgr = camera.read()
                if not came:
                    raise SourceGoneError(f"The {self.name} gives no pictures: is it plugged in, and free?")
                yield Taken(np.asarray(bgr, np.uint8), times.pts_s(time.monotonic()), time.time())
        finally:
            camera.release()
