"""How lifters are judged: the truth against itself has no error, and known errors come out as they went in."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from contracts.poses2d import Poses2d
from contracts.skeleton import INDEX
from tests.bench.lifting import Told, judged
from tests.bench.lifting_tables import lifting_tables, measures
from tests.bench.made_up import FPS, FRAMES, written
from tests.bench.truth import Truth, find


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    (only,) = find(written(tmp_path)).truths
    return only


def messages() -> list[Poses2d]:
    return [
        Poses2d(session="s", run="r", frame=frame, pts=frame / FPS, width=720, height=1280) for frame in range(FRAMES)
    ]


def exact(truth: Truth, std_m: float = 0.02) -> Told:
    assert truth.pictured is not None
    joints = (truth.joints_in_world - truth.joints_in_world[:, INDEX["hip"], None]) @ truth.pictured.turned.T
    return Told(
        joints=joints,
        joints_std=np.full(joints.shape, std_m),
        angles_deg=truth.angles_deg,
        angles_std_deg=np.ones(truth.angles_deg.shape),
        margin_m=np.full(FRAMES, np.nan),
        margin_std_m=np.full(FRAMES, np.nan),
    )


def test_the_truth_has_no_error(truth: Truth) -> None:
    said = measures([judged(truth, messages(), exact(truth))])
    assert said["all joints: 3D error, mm"] == "0"
    assert said["knee right / left: mean error, deg"] == "0.0 / 0.0"
    assert said["frames with sides swapped"] == "0"


def test_known_errors_come_out(truth: Truth) -> None:
    told = exact(truth)
    rng = np.random.default_rng(0)
    told = replace(told, joints=told.joints + rng.normal(0, 0.02, told.joints.shape))
    said = measures([judged(truth, messages(), told)])
    within = said["joints seen: within 1 / 2 spreads %, median spread / RMS error"]
    one, two = (int(part) for part in within.split(",")[0].split(" / "))
    assert 55 < one < 78
    assert 88 < two < 99


def test_swapped_sides_are_counted(truth: Truth) -> None:
    told = exact(truth)
    joints = told.joints.copy()
    for name in ("hip", "knee", "ankle"):
        sides = [INDEX[f"left_{name}"], INDEX[f"right_{name}"]]
        joints[:10, sides] = joints[:10, sides[::-1]]
    assert judged(truth, messages(), replace(told, joints=joints)).swapped == 10


def test_every_clip_and_all_together_get_a_table(truth: Truth) -> None:
    clip = judged(truth, messages(), exact(truth))
    titles = [title for title, _ in lifting_tables({"some": [clip], "others": [clip]})]
    assert titles == ["Lifters: all clips", "Lifters: squat", f"Lifters: {truth.name}"]
