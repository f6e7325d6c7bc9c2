"""Where the lifter is: who leaps is somebody else, and of joints and boxes that disagree the right one counts."""

import pytest

from processors.body_box import Box
from processors.lifter_place import Detected, Place, can_be, moved_to

HERE: Box = (100.0, 100.0, 200.0, 300.0)
BESIDE: Box = (210.0, 50.0, 290.0, 290.0)
BOTH: Box = (100.0, 50.0, 290.0, 300.0)
"""Around whoever is here and whoever is beside."""
UPPER_HALF: Box = (105.0, 100.0, 195.0, 220.0)


def held(box: Box = HERE, *, at_s: float = 0.0, by_detector: bool = False) -> Place:
    return Place(box, at_s, by_detector=by_detector, frames=100)


def right(box: Box, px: float) -> Box:
    return box[0] + px, box[1], box[2] + px, box[3]


@pytest.mark.parametrize(
    ("px", "after_s", "numbered", "can"),
    [
        (15, 0.03, False, True),
        (45, 0.03, False, False),
        (40, 1.0, False, True),
        (60, 1.0, False, False),
        (60, 1.0, True, True),
        (110, 9.0, True, False),
    ],
)
def test_nobody_leaps(px: float, after_s: float, *, numbered: bool, can: bool) -> None:
    assert can_be(right(HERE, px), held(), after_s, numbered=numbered) is can


def test_a_place_that_is_new_or_unknown_refuses_nobody() -> None:
    assert can_be(BESIDE, None, 0.1)
    assert can_be(BESIDE, Place(HERE, 0.0), 0.1)


def test_a_place_becomes_sure_while_nothing_leaps() -> None:
    place: Place | None = None
    for frame in range(40):
        place = moved_to(place, right(HERE, frame), None, frame / 30)
    assert not can_be(BESIDE, place, 40 / 30)
    leapt = moved_to(place, BESIDE, None, 40 / 30)
    assert can_be(HERE, leapt, 41 / 30)


def test_joints_move_the_place_and_nothing_holds_it() -> None:
    moved = moved_to(held(), right(HERE, 5), None, 0.1)
    assert moved is not None
    assert (moved.box, moved.seen_at_s) == (right(HERE, 5), 0.1)
    assert moved_to(moved, None, None, 0.2) == moved
    assert moved_to(None, None, None, 0.2) is None


def test_a_sure_box_counts_more_than_joints_that_say_otherwise_until_the_next_look() -> None:
    place = moved_to(held(), BESIDE, Detected(HERE, 0.8), 0.1)
    assert place is not None
    assert (place.box, place.by_detector) == (HERE, True)
    assert moved_to(place, BESIDE, None, 0.2) == place
    agreed = moved_to(place, right(HERE, 3), Detected(HERE, 0.8), 0.3)
    assert agreed is not None
    assert (agreed.box, agreed.by_detector) == (right(HERE, 3), False)


@pytest.mark.parametrize(("was", "now"), [(HERE, HERE), (BESIDE, BESIDE)])
def test_of_an_unsure_box_and_joints_what_goes_on_counts(was: Box, now: Box) -> None:
    place = moved_to(held(was), BESIDE, Detected(HERE, 0.3), 0.1)
    assert place is not None
    assert place.box == now


def test_a_box_of_the_part_that_is_seen_does_not_cut_the_lifter() -> None:
    place = moved_to(held(), HERE, Detected(UPPER_HALF, 0.8), 0.1)
    assert place is not None
    assert place.box == HERE


def test_joints_that_take_in_somebody_beside_are_cut_to_the_lifters_box() -> None:
    place = moved_to(held(BOTH), BOTH, Detected(HERE, 0.8, others=(BESIDE,)), 0.1)
    assert place is not None
    assert place.box == HERE
