"""Our lifter on six of the exam's clips, from what the 2D model said of them: better than that model's own 3D."""

from collections.abc import Sequence

import numpy as np
import pytest

from processors.lifters import perfectform
from tests.bench import exam_sample
from tests.bench.lifting import HIDDEN, SEEN, Judged, judged, told_by, told_by_the_2d_model


@pytest.fixture(scope="module")
def both() -> tuple[list[Judged], list[Judged]]:
    lifter, clips = perfectform.load(), exam_sample.load()
    ours = [judged(truth, poses, told_by(lifter, poses)) for truth, poses in clips]
    return ours, [judged(truth, poses, told_by_the_2d_model(poses)) for truth, poses in clips]


def far_m(clips: Sequence[Judged], codes: tuple[int, ...]) -> float:
    parts = [np.linalg.norm(clip.error, axis=-1)[np.isin(clip.visibility, codes)] for clip in clips]
    return float(np.nanmean(np.concatenate(parts)))


def within(clips: Sequence[Judged], codes: tuple[int, ...], spreads: float) -> float:
    parts = [(np.abs(clip.error) / clip.std)[np.isin(clip.visibility, codes)] for clip in clips]
    ratios = np.concatenate(parts)
    return float((ratios[np.isfinite(ratios)] <= spreads).mean())


def test_hidden_joints_are_nearer_to_the_truth(both: tuple[list[Judged], list[Judged]]) -> None:
    ours, own = both
    assert far_m(ours, HIDDEN) < 0.6 * far_m(own, HIDDEN)


def test_joints_in_view_are_no_worse(both: tuple[list[Judged], list[Judged]]) -> None:
    ours, own = both
    assert far_m(ours, SEEN) < far_m(own, SEEN)


def test_it_is_steady_and_mixes_up_no_sides(both: tuple[list[Judged], list[Judged]]) -> None:
    ours, own = both
    shaking = [np.nanmean(np.concatenate([clip.shaking.ravel() for clip in clips])) for clips in (ours, own)]
    assert shaking[0] < 0.5 * shaking[1]
    assert sum(clip.swapped for clip in ours) <= sum(clip.swapped for clip in own)


@pytest.mark.parametrize("codes", [SEEN, HIDDEN])
def test_spreads_are_honest(both: tuple[list[Judged], list[Judged]], codes: tuple[int, ...]) -> None:
    ours, _ = both
    assert 0.55 < within(ours, codes, 1) < 0.85
    assert 0.85 < within(ours, codes, 2) < 0.995
