"""Anchors, decoding and joining of a single-shot detector's answers."""

import numpy as np
import pytest

from processors.ssd import Candidates, anchor_centres, decode, join_same


def test_anchors_of_blazepose() -> None:
    anchors = anchor_centres(224, (8, 16, 32, 32, 32))
    assert anchors.shape == (2254, 2)
    assert anchors[:4].tolist() == [[4, 4], [4, 4], [12, 4], [12, 4]]
    assert anchors[-1].tolist() == [208, 208]


def test_values_count_from_their_anchor() -> None:
    raw = np.array([[1, 2, 10, 20, 5, -5], [0, 0, 1, 1, 0, 0]], np.float32)
    seen = decode(raw, np.array([2.0, -2.0], np.float32), np.array([[100.0, 50.0], [4.0, 4.0]]), 0.5)
    assert seen.boxes.tolist() == [[96, 42, 106, 62]]
    assert seen.points.tolist() == [[[105, 45]]]
    assert seen.scores == pytest.approx([0.8808], abs=1e-4)


def test_huge_logits_do_not_overflow() -> None:
    seen = decode(np.zeros((2, 6), np.float32), np.array([1e30, -1e30], np.float32), np.zeros((2, 2)), 0.5)
    assert seen.scores.tolist() == [1.0]


def test_overlapping_answers_are_weighed_and_others_stay() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [50, 50, 60, 60]], np.float64)
    joined = join_same(Candidates(boxes, boxes.reshape(3, 2, 2), np.array([0.6, 0.9, 0.7])))
    assert joined.scores.tolist() == [0.9, 0.7]
    assert joined.boxes[0] == pytest.approx([0.6, 0, 10.6, 10])
    assert joined.points[0].ravel() == pytest.approx([0.6, 0, 10.6, 10])
    assert joined.boxes[1].tolist() == [50, 50, 60, 60]


def test_nothing_stays_nothing() -> None:
    joined = join_same(Candidates(np.zeros((0, 4)), np.zeros((0, 4, 2)), np.zeros(0)))
    assert joined.scores.shape == (0,)
    assert joined.points.shape == (0, 4, 2)
