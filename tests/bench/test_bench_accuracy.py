"""The statistics: the truth against itself has no error, and a known error comes out as it went in."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from contracts.vocabulary import ANGLES
from processors.judging.profile import profile_of
from tests.bench.accuracy import IN_REPS, Accuracy, accuracy, best_turn, pooled
from tests.bench.accuracy_tables import tables
from tests.bench.errors import Errors
from tests.bench.made_up import FRAMES, exact_answers, later, written
from tests.bench.product import Answers
from tests.bench.results import Results, summed_up
from tests.bench.truth import Truth, find


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    (only,) = find(written(tmp_path)).truths
    return only


def compared(truth: Truth, answers: Answers) -> Accuracy:
    return accuracy(truth, answers, profile_of("ipf"))


def test_the_truth_against_itself_has_no_error(truth: Truth) -> None:
    result = compared(truth, exact_answers(truth))
    for name, errors in result.errors.items():
        assert errors.error.size, name
        assert np.abs(errors.error).max() < 1e-9, name
    assert result.counts["reps matched"] == result.counts["reps found"] == result.counts["complete right"] == 2
    assert result.counts["bottoms near"] == 2
    assert result.counts["frames answered"] == FRAMES
    assert result.counts["frames followed"] == result.counts["frames with box"] == FRAMES - 1


def test_verdicts_are_right_wrong_or_cannot_tell(truth: Truth) -> None:
    exact = exact_answers(truth)
    assert compared(truth, exact).counts["depth right"] == 2
    assert compared(truth, exact).counts["lockout cannot_tell"] == 2
    other = replace(truth, reps=tuple(replace(rep, depth_margin_m=-(rep.depth_margin_m or 0)) for rep in truth.reps))
    assert compared(other, exact).counts["depth wrong"] == 2
    assert compared(other, exact).counts["depth right"] == 0


def test_late_reps_are_late_by_that_much(truth: Truth) -> None:
    bottoms = compared(truth, later(exact_answers(truth), 0.05)).errors["bottom_s"].summary()
    assert bottoms.max_abs == pytest.approx(0.05)
    far = compared(truth, later(exact_answers(truth), 0.15))
    assert (far.counts["reps matched"], far.counts["bottoms near"]) == (2, 0)


def test_a_rep_too_many_is_found_but_matches_none(truth: Truth) -> None:
    fewer = compared(replace(truth, reps=truth.reps[:1]), exact_answers(truth))
    assert (fewer.counts["reps true"], fewer.counts["reps found"], fewer.counts["reps matched"]) == (1, 2, 1)


def test_shifted_angles_are_off_by_the_shift_and_told_too_surely(truth: Truth) -> None:
    exact = exact_answers(truth)
    result = compared(truth, replace(exact, angles_deg=exact.angles_deg + 3))
    for name in ANGLES:
        summary = result.errors[name].summary()
        assert summary.count == FRAMES
        assert [summary.mean_abs, summary.bias, summary.p95_abs, summary.rms_in_std] == pytest.approx([3, 3, 3, 3])
        assert summary.within_2_std == 0
    in_reps = result.errors[f"{ANGLES[0]}{IN_REPS}"].summary()
    assert in_reps.count == truth.in_reps(exact.pts_s).sum() < FRAMES


def test_frames_between_the_truths_instants_are_compared_with_what_lies_between(truth: Truth) -> None:
    exact = exact_answers(truth)
    halfway = replace(exact, pts_s=exact.pts_s + 0.5 / 30)
    assert compared(truth, halfway).errors["trunk_lean"].error == pytest.approx(np.full(FRAMES - 1, -0.5))


def test_joints_off_by_some_pixels_are_off_by_their_share_of_the_height(truth: Truth) -> None:
    exact = exact_answers(truth)
    joints = compared(truth, replace(exact, joints_in_image=exact.joints_in_image + np.array([3, 4]))).errors[
        "joints in image, %"
    ]
    assert joints.summary().count == FRAMES * 13
    assert joints.summary().median_abs == pytest.approx(100 * 5 / 450)


def test_who_stands_elsewhere_is_not_followed(truth: Truth) -> None:
    exact = exact_answers(truth)
    away = compared(truth, replace(exact, joints_in_image=exact.joints_in_image + 700))
    assert away.counts["frames followed"] == 0
    nobody = replace(exact, joints_in_image=np.full(exact.joints_in_image.shape, np.nan))
    assert compared(truth, nobody).counts["frames followed"] == 0


def test_a_body_that_is_too_large_is_off_in_the_world_by_that(truth: Truth) -> None:
    exact = exact_answers(truth)
    larger = compared(truth, replace(exact, joints_in_world=1.1 * exact.joints_in_world)).errors["joints in world, mm"]
    hips = truth.joints_in_world[:, 19, None]
    distances = np.linalg.norm(truth.joints_in_world - hips, axis=-1)
    assert larger.summary().mean_abs == pytest.approx(1000 * 0.1 * np.delete(distances, 19, axis=1).mean())


def test_the_best_turn_is_found_where_no_camera_is_known(truth: Truth) -> None:
    assert truth.pictured is not None
    told = truth.joints_in_world @ truth.pictured.turned.T
    assert best_turn(truth.joints_in_world, told) == pytest.approx(truth.pictured.turned)


def test_honest_spreads_hold_95_of_100_errors() -> None:
    rng = np.random.default_rng(3)
    std = rng.uniform(0.5, 5, 20_000)
    summary = Errors.of(rng.normal(0, std), np.zeros(20_000), std).summary()
    assert summary.within_2_std == pytest.approx(0.954, abs=0.01)
    assert summary.rms_in_std == pytest.approx(1, abs=0.02)


def test_nothing_to_compare_comes_to_nothing() -> None:
    summary = Errors.of([np.nan, 1.0], [2.0, np.nan], [1.0, 1.0]).summary()
    assert (summary.count, summary.mean_abs, summary.within_2_std) == (0, None, None)


def test_pooling_counts_every_frame_the_same() -> None:
    one = Accuracy("one", counts=_counter(2), errors={"knee": Errors.of([1.0], [0.0])})
    other = Accuracy("other", counts=_counter(3), errors={"knee": Errors.of([4.0, 4.0], [0.0, 0.0])})
    both = pooled([one, other])
    assert both.counts["frames"] == 5
    assert both.errors["knee"].summary().mean_abs == 3


def test_the_numbers_are_written_for_machines_and_for_readers(truth: Truth, tmp_path: Path) -> None:
    result = compared(truth, exact_answers(truth))
    results = Results(clips="clips", height_told=False, accuracy=summed_up([result]))
    results.write(tmp_path / "bench.json")
    assert msgspec.json.decode((tmp_path / "bench.json").read_bytes(), type=Results) == results
    assert [(clip.name, clip.counts["reps found"]) for clip in results.accuracy] == [("clip", 2), ("all", 2)]
    assert {title: table.row_count for title, table in tables([result])}["Repetitions"] == 2


def _counter(frames: int) -> Counter[str]:
    return Counter(frames=frames)
