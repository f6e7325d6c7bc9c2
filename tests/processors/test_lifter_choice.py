"""Who of several people the lifter is."""

import numpy as np
import pytest

from contracts.arrays import floats
from contracts.run import LifterHint
from contracts.skeleton import INDEX
from processors.lifter_choice import Candidate, choose, is_same, region_of, takes_over, tapped, weigh
from processors.pose2d import Joints
from processors.region import Region
from tests.processors.scenes import standing
from tests.processors.sights import WIDTH, sighting

TRUNK_PX = 0.34 * 240


def seen(*, down_px: float = 0.0, right_px: float = 0.0, hands_up: bool = False) -> Joints:
    joints = standing() + np.array([right_px, down_px], np.float32)
    if hands_up:
        for side in ("left", "right"):
            joints[INDEX[f"{side}_wrist"], 1] = joints[INDEX[f"{side}_shoulder"], 1]
    return Joints(joints, np.ones(26, np.float32), 0.9, Region(0, 0, 1, 0))


def evidence(*looks: Joints) -> float:
    candidate: Candidate | None = None
    for look in looks:
        candidate = weigh(5, look, candidate)
    assert candidate is not None
    assert candidate.track == 5
    return candidate.evidence


def test_who_stands_with_hanging_hands_has_nothing_for_them() -> None:
    assert evidence(*[seen()] * 10) == 0


def test_hands_at_the_shoulders_count_and_add_up_to_a_limit() -> None:
    assert evidence(seen(hands_up=True)) == pytest.approx(0.2)
    assert evidence(*[seen(hands_up=True)] * 10) > evidence(*[seen(hands_up=True)] * 2)
    assert evidence(*[seen(hands_up=True)] * 500) == pytest.approx(2.0, rel=0.01)


def test_going_up_and_down_counts_more() -> None:
    squatting = [seen(down_px=TRUNK_PX * (index % 2), hands_up=True) for index in range(10)]
    assert evidence(*squatting) > 3 * evidence(*[seen(hands_up=True)] * 10)


def test_who_leaps_sideways_is_somebody_else() -> None:
    history = [seen(down_px=TRUNK_PX * (index % 2)) for index in range(10)]
    assert evidence(*history, seen(right_px=3 * TRUNK_PX)) == 0


def test_a_degenerate_body_does_no_harm() -> None:
    point = Joints(np.zeros((26, 2), np.float32), np.zeros(26, np.float32), 0.9, Region(0, 0, 1, 0))
    assert np.isfinite(evidence(seen(), point, seen()))


@pytest.mark.parametrize(("own", "other", "follows"), [(1.0, 1.9, False), (1.0, 2.1, True), (0.0, 0.4, False)])
def test_somebody_takes_over_who_clearly_exceeds_the_lifter(own: float, other: float, *, follows: bool) -> None:
    lifter, rival = Candidate(0, own, 0, 0, 0), Candidate(1, other, 0, 0, 0)
    assert takes_over(lifter, [Candidate(2, 0.0, 0, 0, 0), rival]) == (rival if follows else None)


def test_nobody_takes_over_from_a_lifter_who_is_alone() -> None:
    assert takes_over(Candidate(0, 0.0, 0, 0, 0), []) is None


def test_at_first_the_large_and_central_one_is_chosen() -> None:
    chosen = choose(sighting(0, (0, 60), (1, 330), (2, 600)).detections, None, (), None)
    assert chosen is not None
    assert chosen.track == 1


def test_evidence_outweighs_prominence() -> None:
    people = sighting(0, (0, 60), (1, 330)).detections
    chosen = choose(people, None, (Candidate(0, 2.0, 0, 0, 0),), None)
    assert chosen is not None
    assert chosen.track == 0


def test_who_stands_where_the_lifter_was_is_the_lifter() -> None:
    people = sighting(0, (0, 60), (1, 330)).detections
    chosen = choose(people, Region(70, 240, 240, 0), (), None)
    assert chosen is not None
    assert chosen.track == 0


def test_before_the_tapped_frame_only_who_stands_at_the_tap_is_followed() -> None:
    hint = LifterHint(frame=10, point_in_image=floats([60, 240]))
    chosen = choose(sighting(0, (0, 60), (1, 330)).detections, None, (), hint)
    assert chosen is not None
    assert chosen.track == 0
    assert choose(sighting(0, (1, 330)).detections, None, (), hint) is None


@pytest.mark.parametrize(("x", "track"), [(60, 0), (200, 1), (330, 1), (WIDTH - 1, None)])
def test_a_tap_means_the_nearest_person_within_reach(x: float, track: int | None) -> None:
    people = sighting(0, (0, 60), (1, 330)).detections.people
    person = tapped(people, LifterHint(frame=0, point_in_image=floats([x, 240])))
    assert (person.track if person else None) == track


def test_nobody_is_chosen_from_nobody() -> None:
    assert choose(sighting(0).detections, None, (), None) is None


def test_regions_near_each_other_for_their_size_are_one_person() -> None:
    person = sighting(0, (0, 100)).detections.people[0]
    assert region_of(person) == pytest.approx(Region(100, 240, 240, 0))
    assert is_same(region_of(person), Region(150, 240, 240, 1.0))
    assert not is_same(region_of(person), Region(170, 240, 240, 0.0))
