"""H.264 as it is filmed: each picture is decoded at once, as none leans on a later one."""

from typing import Final

import av
import numpy as np
from av.codec.context import Flags
from numpy.typing import NDArray

from producers.colour import BgrMaker

_MOST_PIXELS: Final = 4096 * 2304


class NotH264Error(ValueError):
    """Bytes that give no picture; one sentence."""


class H264:
    """Decodes one video; not for two threads at a time."""

    def __init__(self) -> None:
        self._codec: av.VideoCodecContext | None = None
        self._maker: BgrMaker | None = None

    def decode(self, unit: bytes, *, is_key: bool) -> NDArray[np.uint8]:
        """Return a picture, (height, width, 3), blue-green-red.

        Args:
            unit: its access unit in Annex B.
            is_key: whether it leans on none before it; then it brings the parameters.

        Raises:
            NotH264Error: it can't be read, or only in parts; a key frame has to come next.
        """
        if is_key:
            self._codec, self._maker = _opened(), None
        if self._codec is None:
            raise NotH264Error("a video begins with a key frame")
        try:
            frames = self._codec.decode(av.Packet(unit))
        except av.FFmpegError as error:
            raise NotH264Error(f"{len(unit)} bytes are no H.264 that can be read") from error
        if not frames or frames[-1].is_corrupt:
            raise NotH264Error(f"{len(unit)} bytes of H.264 give no whole picture")
        return self._bgr(frames[-1])

    def _bgr(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        if self._maker is None:
            self._maker = BgrMaker(frame.width, frame.height)
        return self._maker.bgr(frame)


def _opened() -> av.VideoCodecContext:
    codec = av.VideoCodecContext.create("h264", "r")
    codec.options = {"max_pixels": str(_MOST_PIXELS)}
    codec.flags |= Flags.low_delay
    codec.thread_count = 1  # more of them hold pictures back
    return codec
