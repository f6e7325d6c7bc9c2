"""Who of several people the lifter is."""

import numpy as np
import pytest

from contracts.arrays import floats
from contracts.run import LifterHint
from contracts.skeleton import INDEX
from processors.lifter_choice import Candidate, agrees, choose, is_same, region_of, takes_over, tapped, weigh
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


def lying(*, hands_down: bool = False) -> Joints:
    """The same body turned by a quarter, its hands above it."""
    joints = standing() - np.array([[320.0, 240.0]], np.float32)
    turned = np.stack([joints[:, 1], -joints[:, 0]], axis=1) + np.array([[320.0, 240.0]], np.float32)
    for side in ("left", "right"):
        turned[INDEX[f"{side}_wrist"], 1] = turned[INDEX["neck"], 1] + (TRUNK_PX if hands_down else -TRUNK_PX)
    return Joints(turned.astype(np.float32), np.ones(26, np.float32), 0.9, Region(0, 0, 1, 0))


def weighed(*looks: Joints) -> Candidate:
    candidate: Candidate | None = None
    for index, look in enumerate(looks):
        candidate = weigh(5, look, 0.3, index / 2, candidate)
    assert candidate is not None
    assert candidate.track == 5
    assert candidate.prominence == 0.3
    return candidate


def one(track: int, motion: float, *, size_px: float = 100.0, looks: int = 9) -> Candidate:
    return Candidate(track, 0.0, motion, 0.0, 0.0, size_px, looks, 0.0, 0.0, 0.0)


def test_who_stands_with_hanging_hands_has_nothing_for_them() -> None:
    candidate = weighed(*[seen()] * 10)
    assert (candidate.motion, candidate.posture) == (0, 0)


def test_hands_at_the_shoulders_count_from_the_first_look_on() -> None:
    assert weighed(seen(hands_up=True)).posture == pytest.approx(0.9)
    assert weighed(*[seen(hands_up=True)] * 9, seen()).posture > 0.5
    assert weighed(*[seen(hands_up=True)] * 9, *[seen()] * 9).posture < 0.1


def test_lying_under_the_hands_counts_and_bending_over_does_not() -> None:
    assert weighed(lying()).posture == pytest.approx(0.9)
    assert weighed(lying(hands_down=True)).posture == 0


def test_going_up_and_down_counts_and_is_forgotten() -> None:
    squatting = [seen(down_px=0.5 * TRUNK_PX * (index % 2)) for index in range(10)]
    assert weighed(*squatting).motion > 2.5
    assert weighed(*squatting, *[seen()] * 30).motion < 0.2


def test_what_no_body_does_between_two_looks_is_limited() -> None:
    assert weighed(seen(), seen(down_px=40 * TRUNK_PX)).motion < 1


def test_who_leaps_sideways_is_somebody_else() -> None:
    history = [seen(down_px=0.5 * TRUNK_PX * (index % 2)) for index in range(10)]
    assert weighed(*history, seen(right_px=3 * TRUNK_PX)).motion == 0


def test_a_degenerate_body_does_no_harm() -> None:
    point = Joints(np.zeros((26, 2), np.float32), np.zeros(26, np.float32), 0.9, Region(0, 0, 1, 0))
    assert np.isfinite(weighed(seen(), point, seen()).motion)


@pytest.mark.parametrize(("own", "other", "follows"), [(1.0, 1.7, False), (1.0, 1.9, True), (0.0, 0.4, False)])
def test_somebody_takes_over_who_clearly_exceeds_the_lifter(own: float, other: float, *, follows: bool) -> None:
    rival = one(1, other)
    assert takes_over(one(0, own), [one(2, 0.0), rival]) == (rival if follows else None)


def test_at_the_first_look_whoever_more_speaks_for_is_the_lifter() -> None:
    rival = one(1, 0.4, looks=1)
    assert takes_over(one(0, 0.3, looks=1), [rival]) == rival


def test_the_same_far_behind_counts_less() -> None:
    assert takes_over(one(0, 1.0), [one(1, 4.0)]) is not None
    assert takes_over(one(0, 1.0), [one(1, 4.0, size_px=50.0)]) is None


def test_nobody_takes_over_from_a_lifter_who_is_alone() -> None:
    assert takes_over(one(0, 0.0), []) is None


@pytest.mark.parametrize(("x", "same"), [(330.0, True), (100.0, False)])
def test_joints_agree_with_the_box_that_they_lie_in(x: float, same: bool) -> None:
    assert agrees(seen(right_px=330.0 - 320.0), sighting(0, (0, x)).detections.people[0]) is same


def test_at_first_the_large_and_central_one_is_chosen() -> None:
    chosen = choose(sighting(0, (0, 60), (1, 330), (2, 600)).detections, None, (), None)
    assert chosen is not None
    assert chosen.track == 1


def test_evidence_outweighs_prominence() -> None:
    people = sighting(0, (0, 60), (1, 330)).detections
    chosen = choose(people, None, (one(0, 2.0),), None)
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
