"""The region around a body, and how it follows."""

import math

import pytest

from processors.follow import region_from_axis, steadied
from processors.region import Region


@pytest.mark.parametrize(
    ("end", "angle"), [((50, 20), 0.0), ((80, 50), math.pi / 2), ((20, 50), -math.pi / 2)], ids=["up", "right", "left"]
)
def test_the_region_is_turned_like_the_body(end: tuple[float, float], angle: float) -> None:
    assert region_from_axis((50, 50, *end)) == pytest.approx(Region(50, 50, 75, angle))


def test_tremor_is_held_and_motion_is_followed() -> None:
    before = Region(100.0, 100.0, 250.0, 0.0)
    trembled = steadied(before, before._replace(x=100.5))
    jumped = steadied(before, before._replace(x=150.0))
    assert 100 < trembled.x < 100.1
    assert 145 < jumped.x < 150
    assert jumped.angle == pytest.approx(0)


def test_what_stays_stays() -> None:
    before = Region(100.0, 100.0, 250.0, 0.7)
    assert steadied(before, before) == pytest.approx(before)


def test_it_arrives() -> None:
    region, goal = Region(0.0, 0.0, 100.0, 0.0), Region(300.0, -50.0, 200.0, 1.0)
    for _ in range(1000):
        region = steadied(region, goal)
    assert region == pytest.approx(goal, rel=0.01)


def test_an_empty_region_is_left_without_an_error() -> None:
    assert steadied(Region(1.0, 1.0, 0.0, 0.0), Region(5.0, 5.0, 10.0, 0.0)).side == pytest.approx(10, rel=0.01)
