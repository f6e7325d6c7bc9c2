"""How a stored picture is turned and mirrored to be shown: the display matrix that phones write beside the video."""

import math
import struct
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_LEFT_RIGHT = 1


@dataclass(frozen=True)
class Orientation:
    """The shown picture is the stored one, mirrored left to right if `mirrored`, then turned clockwise."""

    rotation_deg: int = 0
    """0, 90, 180 or 270, clockwise."""
    mirrored: bool = False

    @property
    def swaps_sides(self) -> bool:
        """Whether the stored picture's width is the shown one's height."""
        return self.rotation_deg in {90, 270}

    def apply(self, stored: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the picture as shown, (h, w, 3)."""
        shown = cv2.flip(stored, _LEFT_RIGHT) if self.mirrored else stored
        return np.asarray(cv2.rotate(shown, _TURNS[self.rotation_deg]) if self.rotation_deg else shown, np.uint8)


def from_display_matrix(matrix: bytes) -> Orientation:
    """Return the orientation that a display matrix asks for, to the nearest quarter turn.

    Args:
        matrix: nine int32 in the machine's order, `[a b u; c d v; x y w]`: a stored point (x, y), y down, is shown at
            (a x + c y, b x + d y).
    """
    a, b, _, c, d = struct.unpack_from("=5i", matrix)
    if not a * d - b * c:
        return Orientation()
    turn_deg = round(math.degrees(math.atan2(-c, d)) / 90) * 90 % 360
    return Orientation(rotation_deg=turn_deg, mirrored=a * d - b * c < 0)
