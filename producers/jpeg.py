"""Pixels to JPEG, small enough for the topic that carries it."""

import cv2
import numpy as np
from numpy.typing import NDArray

DEFAULT_QUALITY = 90
_QUALITY_STEP = 15


class TooLargePictureError(ValueError):
    """A picture does not fit its topic at any quality."""


def jpeg_of(bgr: NDArray[np.uint8], quality: int, most_bytes: int) -> bytes:
    """Return a picture as a JPEG of at most `most_bytes`, at a lower quality where it would be larger.

    Args:
        bgr: (height, width, 3), blue-green-red.
        quality: 1 to 100.
        most_bytes: what the topic takes.

    Raises:
        TooLargePictureError: if even the lowest quality is too large.
    """
    for lowered in (*range(quality, 1, -_QUALITY_STEP), 1):
        _, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, lowered])
        if encoded.size <= most_bytes:
            return encoded.tobytes()
    height, width = bgr.shape[:2]
    raise TooLargePictureError(f"a picture of {width}x{height} needs more than {most_bytes} bytes: scale it down")
