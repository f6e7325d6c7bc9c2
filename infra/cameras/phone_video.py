"""The video that a phone sends, decoded off the event loop, one picture after the other."""

import asyncio

import numpy as np
from numpy.typing import NDArray

from gateway.camera_messages import Chunk
from gateway.cameras import FrameRefusedError
from producers.h264 import H264, NotH264Error


class PhoneVideo:
    """Decodes a picture where the one that it leans on is the newest here; else a key frame has to come."""

    def __init__(self) -> None:
        self._h264 = H264()
        self._newest: int | None = None
        self._turn = asyncio.Lock()

    async def picture(self, chunk: Chunk) -> NDArray[np.uint8]:
        """Return the picture, (height, width, 3), blue-green-red.

        Raises:
            FrameRefusedError: it is set aside.
        """
        async with self._turn:
            if chunk.after is not None and chunk.after != self._newest:
                raise FrameRefusedError(
                    "needs_key",
                    f"Frame {chunk.frame} leans on frame {chunk.after}, which isn't here: send a key frame.",
                )
            self._newest = None  # whoever gives up while it is decoded leaves a video that has to begin anew
            try:
                bgr = await asyncio.to_thread(self._h264.decode, chunk.h264, is_key=chunk.after is None)
            except NotH264Error as error:
                raise FrameRefusedError("not_h264", f"Frame {chunk.frame} is set aside: its {error}.") from error
            self._newest = chunk.frame
            return bgr
