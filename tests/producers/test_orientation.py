"""A display matrix says which of eight ways a stored picture is shown."""

import struct

import numpy as np
import pytest

from producers.orientation import Orientation, from_display_matrix

ONE = 1 << 16
STORED = np.array([[[1], [2]], [[3], [4]]], np.uint8).repeat(3, axis=2)
"""1 2
3 4."""
EIGHT = [
    ((1, 0, 0, 1), Orientation(0), [[1, 2], [3, 4]]),
    ((0, 1, -1, 0), Orientation(90), [[3, 1], [4, 2]]),
    ((-1, 0, 0, -1), Orientation(180), [[4, 3], [2, 1]]),
    ((0, -1, 1, 0), Orientation(270), [[2, 4], [1, 3]]),
    ((-1, 0, 0, 1), Orientation(0, mirrored=True), [[2, 1], [4, 3]]),
    ((0, -1, -1, 0), Orientation(90, mirrored=True), [[4, 2], [3, 1]]),
    ((1, 0, 0, -1), Orientation(180, mirrored=True), [[3, 4], [1, 2]]),
    ((0, 1, 1, 0), Orientation(270, mirrored=True), [[1, 3], [2, 4]]),
]


def matrix(a: float, b: float, c: float, d: float) -> bytes:
    return struct.pack("=9i", round(a * ONE), round(b * ONE), 0, round(c * ONE), round(d * ONE), 0, 0, 0, 1 << 30)


@pytest.mark.parametrize(("terms", "orientation", "shown"), EIGHT)
def test_each_of_eight(terms: tuple[int, int, int, int], orientation: Orientation, shown: list[list[int]]) -> None:
    assert from_display_matrix(matrix(*terms)) == orientation
    assert orientation.apply(STORED)[:, :, 0].tolist() == shown
    assert orientation.swaps_sides == (terms[0] == 0)


def test_a_stored_point_goes_where_the_matrix_sends_it() -> None:
    """(x, y) is shown at (a x + c y, b x + d y), from the picture's middle."""
    for (a, b, c, d), orientation, _ in EIGHT:
        shown = orientation.apply(STORED)[:, :, 0]
        for x, y in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
            at_x, at_y = a * x + c * y, b * x + d * y
            assert shown[(at_y + 1) // 2, (at_x + 1) // 2] == STORED[(y + 1) // 2, (x + 1) // 2, 0]


@pytest.mark.parametrize(
    ("terms", "rotation_deg"),
    [((0.05, 1, -1, 0.05), 90), ((0, 2, -2, 0), 90), ((0, 0, 0, 0), 0), ((-1, 0.4, -0.4, -1), 180)],
)
def test_to_the_nearest_quarter(terms: tuple[float, float, float, float], rotation_deg: int) -> None:
    assert from_display_matrix(matrix(*terms)) == Orientation(rotation_deg)
