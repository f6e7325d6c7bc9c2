"""The size at which a stored picture is shown: square pixels, and no side over 4K."""

from fractions import Fraction

LONGEST_SIDE = 3840
"""Pixels; longer pictures are scaled down: no model here sees more, and a frame would outgrow its topic."""

_SQUARE_WITHIN = Fraction(1, 100)
_WIDEST = 4


def square_pixel_size(width: int, height: int, aspect: Fraction | None) -> tuple[int, int]:
    """Return (width, height) after stretching, never squeezing, so that pixels become square.

    Args:
        width: stored width, pixels.
        height: stored height, pixels.
        aspect: a stored pixel's width over its height; None, 0, and what no camera has (over 4:1) is taken as square.
    """
    if not aspect or abs(aspect - 1) < _SQUARE_WITHIN or not Fraction(1, _WIDEST) <= aspect <= _WIDEST:
        return width, height
    return (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))


def within_longest_side(width: int, height: int) -> tuple[int, int]:
    """Return (width, height) scaled down until the longer side is at most `LONGEST_SIDE`."""
    longest = max(width, height)
    if longest <= LONGEST_SIDE:
        return width, height
    return max(1, round(width * LONGEST_SIDE / longest)), max(1, round(height * LONGEST_SIDE / longest))
