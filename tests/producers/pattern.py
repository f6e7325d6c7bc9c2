"""A picture that says which frame it is and which way is up: 12 bits and 4 check bits inside four coloured corners."""

import cv2
import numpy as np
from numpy.typing import NDArray

CELLS = 6
"""The picture is 6 x 6 cells; the inner 4 x 4 are bits, most significant first."""
_BITS = 16
_CORNER_BGR = {(0, 0): (40, 40, 200), (0, -1): (40, 200, 40), (-1, 0): (200, 40, 40), (-1, -1): (220, 220, 220)}
"""Red and green above, blue and white below."""


def drawn(number: int, width: int = 192, height: int = 144) -> NDArray[np.uint8]:
    """Return the picture of a frame: (height, width, 3), blue-green-red."""
    cells = np.full((CELLS, CELLS, 3), 110, np.uint8)
    word = number << 4 | _check(number)
    bits = [word >> (_BITS - 1 - place) & 1 for place in range(_BITS)]
    cells[1:5, 1:5] = np.where(np.reshape(bits, (4, 4, 1)), 225, 25)
    for corner, bgr in _CORNER_BGR.items():
        cells[corner] = bgr
    return np.asarray(cv2.resize(cells, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def read(bgr: NDArray[np.uint8]) -> int:
    """Return which frame a picture shows.

    Raises:
        AssertionError: if it isn't upright, or its bits don't fit the check bits.
    """
    cells = _cells(bgr)
    for corner, expected in _CORNER_BGR.items():
        distance = np.abs(cells[corner] - expected).max()
        assert distance < 60, f"corner {corner} is {cells[corner].round()}, not {expected}: turned or mirrored?"
    luma = cells[1:5, 1:5].mean(axis=2).reshape(-1)
    assert np.all(np.abs(luma - 125) > 40), f"bits are smeared: {luma.round()}"
    word = int("".join("1" if level > 125 else "0" for level in luma), 2)
    assert word & 15 == _check(word >> 4), "check bits don't fit"
    return word >> 4


def _cells(bgr: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The mean colour of the inner half of each cell, (6, 6, 3)."""
    height, width = bgr.shape[:2]
    return np.array(
        [
            [
                bgr[
                    round((row + 0.25) * height / CELLS) : round((row + 0.75) * height / CELLS),
                    round((column + 0.25) * width / CELLS) : round((column + 0.75) * width / CELLS),
                ].mean(axis=(0, 1))
                for column in range(CELLS)
            ]
            for row in range(CELLS)
        ]
    )


def _check(number: int) -> int:
    return (number ^ number >> 4 ^ number >> 8 ^ 0b1010) & 15
