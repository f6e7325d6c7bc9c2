"""Rules against metrics: an answer is given only when the whole interval is on one side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.form import Metric
from processors.judging.checks import check, cue_for
from processors.judging.profile import Threshold

AT_MOST = Threshold(metric="depth_margin_m", source="s", cue="go_deeper", severity="major", most=0.0)
AT_LEAST = Threshold(metric="descent_s", source="s", cue="control_descent", severity="minor", least=0.7)
VALUE, STD = st.floats(-2, 2), st.floats(0, 1)


def depth(value: float, std: float, seen: float = 1.0) -> Metric:
    return Metric(value=value, std=std, unit="m", seen=seen)


def answer(metric: Metric | None) -> str:
    return check("depth", AT_MOST, {"depth_margin_m": metric} if metric else {}, 1.0).answer


@pytest.mark.parametrize(
    ("value", "std", "expected"),
    [(-0.05, 0.02, "good"), (0.05, 0.02, "fault"), (0.03, 0.02, "cannot_tell"), (-0.03, 0.02, "cannot_tell")],
)
def test_each_answer_is_reached(value: float, std: float, expected: str) -> None:
    assert answer(depth(value, std)) == expected


@given(VALUE, STD)
def test_an_answer_is_given_only_when_the_interval_clears_the_limit(value: float, std: float) -> None:
    low, high = value - 2 * std, value + 2 * std
    expected = "fault" if low > 0 else "good" if high <= 0 else "cannot_tell"
    assert answer(depth(value, std)) == expected


@given(VALUE, STD)
def test_a_rule_with_a_least_value_is_the_mirror_image(value: float, std: float) -> None:
    metric = Metric(value=value + 0.7, std=std, unit="s", seen=1.0)
    mirrored = check("descent_control", AT_LEAST, {"descent_s": metric}, 1.0).answer
    excess = 0.7 - (value + 0.7)
    expected = "fault" if excess > 2 * std else "good" if excess <= -2 * std else "cannot_tell"
    assert mirrored == expected


@given(VALUE, STD, st.floats(0, 1))
def test_more_doubt_never_turns_one_answer_into_another(value: float, std: float, more: float) -> None:
    sure, unsure = answer(depth(value, std)), answer(depth(value, std + more))
    assert unsure in (sure, "cannot_tell")


def test_what_was_not_measured_or_not_seen_cannot_be_told() -> None:
    assert answer(None) == "cannot_tell"
    assert answer(depth(0.5, 0.01, seen=0.49)) == "cannot_tell"
    assert answer(depth(0.5, 0.01, seen=0.5)) == "fault"
    unseen = check("depth", AT_MOST, {"depth_margin_m": depth(0.5, 0.01, seen=0.3)}, 1.0)
    assert unseen.why == "The legs were in sight in only 30 % of the frames."


def test_a_cue_carries_the_check_it_comes_from() -> None:
    found = check("depth", AT_MOST, {"depth_margin_m": depth(0.08, 0.01)}, 2.5)
    cue = cue_for(found, AT_MOST, 75)
    assert (cue.cue, cue.severity, cue.text, cue.at_s, cue.frame) == ("go_deeper", "major", "Go deeper", 2.5, 75)
    assert cue.why == found.why == "The hip crease stayed 8 ± 2 cm above the top of the knee."
