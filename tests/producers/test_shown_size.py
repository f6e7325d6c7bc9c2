"""Shown sizes: square pixels, nothing over 4K."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.shown_size import LONGEST_SIDE, square_pixel_size, within_longest_side


@pytest.mark.parametrize(
    ("aspect", "size"),
    [
        (None, (720, 576)),
        (Fraction(0), (720, 576)),
        (Fraction(1), (720, 576)),
        (Fraction(200, 201), (720, 576)),
        (Fraction(1, 10_000), (720, 576)),
        (Fraction(50), (720, 576)),
        (Fraction(16, 11), (1047, 576)),
        (Fraction(8, 9), (720, 648)),
    ],
)
def test_stretched_never_squeezed(aspect: Fraction | None, size: tuple[int, int]) -> None:
    assert square_pixel_size(720, 576, aspect) == size


@given(width=st.integers(1, 20_000), height=st.integers(1, 20_000))
def test_within_4k_in_proportion(width: int, height: int) -> None:
    size = within_longest_side(width, height)
    assert max(size) <= LONGEST_SIDE
    assert min(size) >= 1
    if max(width, height) <= LONGEST_SIDE:
        assert size == (width, height)
    else:
        assert max(size) == LONGEST_SIDE
        assert size[0] * height == pytest.approx(size[1] * width, abs=max(width, height))
