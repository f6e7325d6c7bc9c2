"""Drawn sessions: the same from one seed, bodies of one size, feet on the floor, hidden by what stands before."""

from pathlib import Path

import numpy as np
import pytest

from contracts.skeleton import INDEX
from processors.lifting.angles import angles_deg
from training import hidden
from training.rotations import between
from training.sessions import Session, session
from training.timeline import Plan


@pytest.fixture(scope="module")
def sessions() -> list[Session]:
    rng = np.random.default_rng(11)
    return [session(rng, 60) for _ in range(12)]


def test_one_seed_draws_one_session() -> None:
    one, other = (session(np.random.default_rng(5), 40) for _ in range(2))
    assert np.array_equal(one.joints, other.joints)
    assert np.array_equal(one.visibility, other.visibility)


def test_all_is_finite_and_somewhere_in_the_picture(sessions: list[Session]) -> None:
    for one in sessions:
        assert np.isfinite(one.joints).all()
        assert np.isfinite(one.joints_in_image).all()
        assert (one.visibility == hidden.VISIBLE).mean() > 0.2


def test_bones_keep_their_lengths(sessions: list[Session]) -> None:
    for one in sessions:
        for above, below in (("left_hip", "left_knee"), ("right_knee", "right_ankle"), ("left_elbow", "left_wrist")):
            length = np.linalg.norm(one.joints[:, INDEX[above]] - one.joints[:, INDEX[below]], axis=-1)
            assert np.ptp(length) < 0.06, (one.lift, above, below)


def test_nobody_sinks_into_the_floor(sessions: list[Session]) -> None:
    for one in sessions:
        assert one.joints[..., 1].min() > -0.06, one.lift
        assert one.height_m == pytest.approx(1.78, abs=0.3)


def test_sessions_of_every_lift_come_and_they_move() -> None:
    rng = np.random.default_rng(2)
    drawn = [session(rng, 200) for _ in range(20)]
    assert {one.lift for one in drawn} == {"squat", "deadlift", "bench"}
    moved = [np.ptp(angles_deg(one.joints), axis=0).max() for one in drawn]
    assert np.median(moved) > 40


def test_a_plate_before_a_joint_hides_it_and_one_behind_does_not() -> None:
    eye, joints, axis = np.zeros(3), np.array([[[0.0, 0.0, -4.0]]]), np.array([0.0, 0.0, 1.0])
    for far, hides in ((-2.0, True), (-5.0, False)):
        plates = np.array([[[0.1, 0.0, far]]])
        assert hidden.hidden_by_plates(eye, joints, plates, axis, 0.225)[0, 0] == hides
    assert not hidden.hidden_by_plates(eye, joints, np.array([[[0.5, 0.0, -2.0]]]), axis, 0.225)[0, 0]


def test_a_box_and_a_post_hide_what_is_behind_them() -> None:
    eye, joints = np.array([0.0, 1.0, 4.0]), np.array([[[0.0, 1.0, 0.0], [1.5, 1.0, 0.0]]])
    box = hidden.hidden_by_box(eye, joints, np.array([-0.2, 0.0, 1.0]), np.array([0.2, 2.0, 2.0]), np.eye(3))
    assert box[0].tolist() == [True, False]
    assert hidden.hidden_by_posts(eye, joints, np.array([[0.0, 2.0]]), 0.04)[0].tolist() == [True, False]


def test_the_joint_of_a_limb_lies_between_its_ends() -> None:
    begin, end = np.zeros((1, 3)), np.array([[0.0, -0.6, 0.0]])
    length = np.array([0.4])
    joint, reached = between(begin, end, length, length, np.array([[0.0, 0.0, 1.0]]))
    assert np.allclose(reached, end)
    assert joint[0, 2] > 0
    assert np.isclose(np.linalg.norm(joint), 0.4)


def test_a_plan_rests_and_moves_without_jerks() -> None:
    plan = Plan(0.0).hold(1.0).move(1.0, 2.0)
    assert plan.at(np.array([0.0, 1.0, 1.5, 2.0, 9.0])).tolist() == [0.0, 0.0, 1.0, 2.0, 2.0]


def test_a_shard_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="torch is not installed: see the extra `training`")
    from training import echoes, shards

    monkeypatch.setattr(shards, "SESSIONS", 2)
    monkeypatch.setattr(shards, "FRAMES", 20)
    first = shards.shard(tmp_path, 3, 0, echoes.load())
    monkeypatch.setattr(shards, "session", None)
    again = shards.shard(tmp_path, 3, 0, echoes.load())
    assert all(np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True) for a, b in zip(first, again, strict=True))
    assert first.joints.shape == (2, 20, 26, 3)
