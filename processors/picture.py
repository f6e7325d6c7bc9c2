"""A frame's pixels as a lazy handle: decoded once for all stages of a process, encoded only if somebody asks."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bgr = NDArray[np.uint8]
"""Pixels, (height, width, 3), blue-green-red, the first row at the top."""


class UnreadablePictureError(ValueError):
    """The bytes of a frame are no picture that can be decoded."""


class Picture:
    """One frame's picture; made from a JPEG, or from pixels that nobody has encoded yet.

    Raises:
        UnreadablePictureError: on the first use of `bgr`, when the JPEG can't be decoded.
    """

    def __init__(self, jpeg: bytes | None = None, bgr: Bgr | None = None, quality: int = 90) -> None:
        if (jpeg is None) == (bgr is None):
            raise ValueError("a picture is made from a JPEG or from pixels: give one of them")
        self._quality = quality
        self.passes: dict[str, Any] = {}
        """What networks that look at the whole picture once, for several askers, have said of it; by network."""
        if jpeg is not None:
            self.jpeg = jpeg
        if bgr is not None:
            self.bgr = bgr

    @cached_property
    def jpeg(self) -> bytes:
        """The picture as a JPEG."""
        import cv2

        done, encoded = cv2.imencode(".jpg", self.bgr, [cv2.IMWRITE_JPEG_QUALITY, self._quality])
        if not done:
            raise UnreadablePictureError(f"pixels of shape {self.bgr.shape} could not be encoded as a JPEG")
        return encoded.tobytes()

    @cached_property
    def bgr(self) -> Bgr:
        """The picture's pixels; shared by all who look, so never drawn on."""
        import cv2

        data = np.frombuffer(self.jpeg, np.uint8)
        pixels = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
        if pixels is None:
            raise UnreadablePictureError(f"{data.size} bytes are no JPEG that can be decoded")
        pixels.flags.writeable = False
        return np.asarray(pixels, np.uint8)
