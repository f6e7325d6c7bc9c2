"""Cuts a region out of a picture as a network wants it, and brings what the network says back into the picture.

The corners of the region are laid on the corners of the crop, and pixels are looked up by their index, as MediaPipe
does: any other reading of "half a pixel" moves BlazePose's joints by several pixels.
"""

import math

import numpy as np
from numpy.typing import NDArray

from processors.picture import Bgr
from processors.region import Region

Points = NDArray[np.float64]
"""(n, 2), px."""


def image_from_crop(region: Region, size_px: int) -> NDArray[np.float64]:
    """The 2x3 matrix that takes a point of the crop (0..size_px) to the picture, px."""
    scale = region.side / size_px
    cosine, sine = scale * math.cos(region.angle), scale * math.sin(region.angle)
    half = size_px / 2
    return np.array(
        [
            [cosine, -sine, region.x - half * (cosine - sine)],
            [sine, cosine, region.y - half * (sine + cosine)],
        ]
    )


def points_in_image(points_in_crop: Points, region: Region, size_px: int) -> Points:
    """Bring points of the crop, (n, 2) in 0..size_px, to the picture, px."""
    matrix = image_from_crop(region, size_px)
    return points_in_crop @ matrix[:, :2].T + matrix[:, 2]


def crop(bgr: Bgr, region: Region, size_px: int, *, repeat_border: bool) -> NDArray[np.uint8]:
    """Cut the region out, plain bilinear.

    Args:
        bgr: the picture.
        region: what to cut out; may reach beyond the picture.
        size_px: side of the result.
        repeat_border: beyond the picture its outermost pixels go on; otherwise it is black there.

    Returns:
        (size_px, size_px, 3), red-green-blue.
    """
    import cv2

    cut = cv2.warpAffine(
        bgr,
        image_from_crop(region, size_px),
        (size_px, size_px),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE if repeat_border else cv2.BORDER_CONSTANT,
    )
    return np.asarray(cv2.cvtColor(cut, cv2.COLOR_BGR2RGB), np.uint8)
