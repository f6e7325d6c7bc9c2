"""Boxes around two people are dropped where one of the two is seen alone."""

import pytest

from processors.detectors import Found
from processors.merged import without_merged
from processors.tracking import Track

LIFTER, SPOTTER, BOTH = (0.0, 100.0, 200.0, 300.0), (150.0, 0.0, 250.0, 300.0), (0.0, 0.0, 250.0, 300.0)
FAR_BEHIND = (20.0, 110.0, 60.0, 190.0)


def known(box: tuple[float, float, float, float], looks: int = 9) -> Track:
    return Track(0, box, 0.0, looks)


def test_a_box_around_somebody_surer_is_dropped() -> None:
    found = [Found(SPOTTER, 0.9), Found(LIFTER, 0.5), Found(BOTH, 0.4)]
    assert without_merged(found, ()) == found[:2]


def test_a_new_box_around_somebody_known_is_dropped_however_sure() -> None:
    found = [Found(BOTH, 0.9), Found(SPOTTER, 0.4)]
    assert without_merged(found, [known(LIFTER), known(SPOTTER)]) == found[1:]
    assert without_merged(found, [known(LIFTER), known(SPOTTER, looks=1)]) == found


@pytest.mark.parametrize("other", [FAR_BEHIND, (2.0, 100.0, 198.0, 290.0), (190.0, 0.0, 290.0, 300.0)])
def test_who_is_far_behind_or_the_same_or_beside_takes_nobody_away(other: tuple[float, float, float, float]) -> None:
    found = [Found(other, 0.9), Found(LIFTER, 0.5)]
    assert without_merged(found, [known(other)]) == found


def test_somebody_known_who_comes_to_stand_before_another_stays() -> None:
    found = [Found(BOTH, 0.9), Found(SPOTTER, 0.4)]
    assert without_merged(found, [known(BOTH), known(SPOTTER)]) == found


def test_a_guessed_box_is_no_box() -> None:
    found = [Found(SPOTTER, 0.9), Found(BOTH, 0.4, (125.0, 150.0, 125.0, 20.0))]
    assert without_merged(found, ()) == found
