"""Fits a whole picture into a network's square input: nothing is cut off or stretched, the rest is grey."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.picture import Bgr

_GREY: Final = 114
"""What detectors of people are trained with around their pictures."""


def letterbox(bgr: Bgr, size_px: int) -> tuple[NDArray[np.uint8], float]:
    """Lay a picture into the upper left of a square.

    Args:
        bgr: the picture.
        size_px: side of the square.

    Returns:
        (size_px, size_px, 3), blue-green-red; and how many px of it one px of the picture is.
    """
    import cv2

    height, width = bgr.shape[:2]
    scale = size_px / max(height, width)
    inner = max(1, round(width * scale)), max(1, round(height * scale))
    square = np.full((size_px, size_px, 3), _GREY, np.uint8)
    square[: inner[1], : inner[0]] = cv2.resize(bgr, inner, interpolation=cv2.INTER_LINEAR)
    return square, scale
