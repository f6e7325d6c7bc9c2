"""Where to look for a person in a picture: a square, turned so that the body stands upright in it."""

from typing import NamedTuple


class Region(NamedTuple):
    """A square of the picture; plain floats, so that a stage's state can hold it."""

    x: float
    """Centre, px from the left edge."""
    y: float
    """Centre, px from the upper edge."""
    side: float
    """Length of a side, px."""
    angle: float
    """How far the body's up-direction is turned clockwise in the picture from straight up, radians."""
