"""A model's joints become Halpe-26: midpoints are made, what isn't given has score 0."""

import numpy as np

from contracts.skeleton import INDEX, JOINTS
from processors import skeletons

NOT_GIVEN = {"head", "left_small_toe", "right_small_toe"}


def test_blazepose_gives_all_but_three() -> None:
    scores = skeletons.scores(np.ones(33, np.float32), skeletons.BLAZEPOSE)
    assert {name for name in JOINTS if scores[INDEX[name]] == 0} == NOT_GIVEN


def test_midpoints_lie_between_and_are_as_sure_as_the_worse_side() -> None:
    points = np.arange(66, dtype=np.float32).reshape(33, 2)
    given = np.ones(33, np.float32)
    given[[11, 24]] = 0.25
    ours, scores = skeletons.positions(points, skeletons.BLAZEPOSE), skeletons.scores(given, skeletons.BLAZEPOSE)
    assert ours[INDEX["neck"]].tolist() == ((points[11] + points[12]) / 2).tolist()
    assert ours[INDEX["hip"]].tolist() == ((points[23] + points[24]) / 2).tolist()
    assert scores[INDEX["neck"]] == scores[INDEX["hip"]] == 0.25


def test_a_given_midpoint_is_kept() -> None:
    mapping = {"left_hip": 0, "right_hip": 1, "hip": 2}
    ours = skeletons.positions(np.array([[0, 0], [2, 2], [7, 7]], np.float32), mapping)
    assert ours[INDEX["hip"]].tolist() == [7, 7]
    assert ours[INDEX["neck"]].tolist() == [0, 0]
