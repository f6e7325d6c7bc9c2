"""Bones settle within three seconds, are the same on both sides, and then stay."""

import numpy as np

from contracts.skeleton import BONES, INDEX
from processors.lifting import bones
from tests.processors.bodies import Floats, body_in_world

STEP_S = 0.1


def trembling(seconds: float, growth: float = 1.0) -> list[Floats]:
    rng = np.random.default_rng(3)
    body = body_in_world(60.0) - body_in_world(60.0)[INDEX["hip"]]
    count = round(seconds / STEP_S)
    return [body * np.linspace(1, growth, count)[frame] + rng.normal(0, 0.02, (26, 3)) for frame in range(count)]


def learned(frames: list[Floats], spread: float = 0.02) -> list[Floats]:
    lengths, seen_s, known = bones.unknown(), 0.0, []
    for frame, joints in enumerate(frames):
        elapsed_s = STEP_S if frame else 0.0
        lengths = bones.learn(lengths, joints, np.full((26, 3), spread), seen_s, elapsed_s)
        seen_s += elapsed_s
        known.append(lengths.known)
    return known


def test_what_is_unsure_counts_less() -> None:
    short, long = body_in_world(60.0), 1.5 * body_in_world(60.0)
    lengths = bones.unknown()
    for joints, spread in ((short, 0.02), (long, 0.2)):
        for _ in range(10):
            lengths = bones.learn(lengths, joints, np.full((26, 3), spread), 0.0, STEP_S)
    assert np.abs(lengths.known / learned([short])[0] - 1).max() < 0.02


def test_they_change_by_less_than_a_percent_once_they_settled() -> None:
    lengths = np.array(learned(trembling(20.0, growth=1.5)))
    after = lengths[round(3.2 / STEP_S) :]
    assert (np.ptp(after, axis=0) / after.mean(axis=0)).max() < 0.01


def test_they_settle_near_the_truth() -> None:
    true = learned([body_in_world(60.0)])[0]
    assert np.abs(learned(trembling(4.0))[-1] / true - 1).max() < 0.35, "the shortest bones tremble the most"
    assert np.abs(learned(trembling(4.0))[-1] - true).max() < 0.03


def test_held_bones_have_the_lengths_and_left_is_as_right() -> None:
    lengths = learned(trembling(4.0))[-1]
    held = bones.hold(trembling(1.0)[5], lengths)
    for above, below in BONES:
        if above.startswith("left"):
            other = above.replace("left", "right"), below.replace("left", "right")
            sides = [np.linalg.norm(held[INDEX[a]] - held[INDEX[b]]) for a, b in ((above, below), other)]
            if below.split("_")[1] in ("knee", "ankle", "elbow", "wrist"):
                assert np.isclose(sides[0], sides[1])


def test_held_bones_keep_their_directions() -> None:
    joints = trembling(1.0)[3]
    held = bones.hold(joints, learned([joints])[0])
    for above, below in (("hip", "neck"), ("left_knee", "left_ankle"), ("right_elbow", "right_wrist")):
        some, other = (body[INDEX[below]] - body[INDEX[above]] for body in (joints, held))
        assert some @ other / np.linalg.norm(some) / np.linalg.norm(other) > 0.999999
