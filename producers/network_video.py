"""Reads the pictures behind an address, one after the other; it blocks."""

import time
from collections.abc import Iterator, Mapping
from typing import Final

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from producers.camera_times import CameraTimes
from producers.colour import BgrMaker
from producers.shown_size import square_pixel_size, within_longest_side
from producers.source import Last, SourceGoneError, Taken
from producers.video_info import orientation_of

_PATIENCE_S: Final = 5.0
"""How long an address may take to answer, and each packet to come."""
_WITHOUT_TIMES: Final = frozenset({"mpjpeg", "mjpeg", "jpeg_pipe", "h264", "hevc"})
"""Formats that don't say when a picture was taken: it counts as taken when it comes."""


class NetworkVideo:
    """The video behind an address.

    Args:
        address: a URL.
        name: what people may read of it.
        options: FFmpeg's, for opening it.
    """

    def __init__(self, address: str, name: str, options: Mapping[str, str]) -> None:
        self._address, self._name, self._options = address, name, options
        self.is_file = False
        """Whether it says how long it is: then its end is the end. Known with the first picture."""

    def taken(self, last: Last | None) -> Iterator[Taken]:
        """Open it, and yield its pictures.

        Raises:
            SourceGoneError: it doesn't answer, gives nothing more, or is no video.
        """
        try:
            with self._opened() as container:
                yield from self._pictures(container, last)
        except (av.error.FFmpegError, OSError) as error:
            reason = error.strerror or type(error).__name__
            raise SourceGoneError(f"{self._name} can't be read ({reason}): check the address") from error

    def _opened(self) -> InputContainer:
        options = {"fflags": "nobuffer", **self._options}
        return av.open(self._address, options=options, timeout=_PATIENCE_S, metadata_errors="replace")

    def _pictures(self, container: InputContainer, last: Last | None) -> Iterator[Taken]:
        if not container.streams.video:
            raise SourceGoneError(f"{self._name} holds no video: check the address")
        stream = container.streams.video[0]
        stream.thread_type = "SLICE"  # frames on several threads come later
        self.is_file = bool(container.duration)
        says_times = container.format.name not in _WITHOUT_TIMES
        times, upright = CameraTimes(last, time.time()), _Upright()
        for frame in container.decode(stream):
            own_s = frame.time if says_times and frame.time is not None else time.monotonic()
            yield Taken(upright.bgr(frame), times.pts_s(own_s), time.time())


class _Upright:
    """Makes upright pictures of a size that may change."""

    def __init__(self) -> None:
        self._stored: tuple[int, int] | None = None
        self._maker = BgrMaker(1, 1)

    def bgr(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        if self._stored != (frame.width, frame.height):
            self._stored = (frame.width, frame.height)
            aspect = getattr(frame, "sample_aspect_ratio", None)
            self._maker = BgrMaker(*within_longest_side(*square_pixel_size(*self._stored, aspect)))
        return orientation_of(frame).apply(self._maker.bgr(frame))
