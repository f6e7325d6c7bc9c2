"""The profiles and the words: nothing that a rule can say is missing."""

from importlib.resources import files
from typing import get_args

import msgspec
import pytest

from contracts.form import Metric
from contracts.vocabulary import METRICS, Answer, Rule
from processors.judging.profile import Profile, Threshold, profile_of
from processors.judging.squat import _SHOWN_AT
from processors.judging.wording import cue_text, unmeasured, unseen, why
from tests.processors.bodies import HEIGHT_M, squat

NAMES = sorted(entry.name.removesuffix(".toml") for entry in (files("processors.judging") / "profiles").iterdir())
RULES = [(name, rule) for name in NAMES for rule in profile_of(name).squat]
VALUES = (-1.234, -0.0004, 0.0, 0.5, 12.6)


def test_there_is_the_profile_that_is_used_unless_told() -> None:
    assert "ipf" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_judges_what_a_squat_is_judged_by(name: str) -> None:
    assert profile_of(name).about
    assert {"depth", "lockout", "downward_movement"} <= profile_of(name).squat.keys()
    assert {rule for rule, threshold in profile_of(name).squat.items() if threshold.referee}


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_a_rule_has_its_source_its_words_and_its_moment(name: str, rule: Rule) -> None:
    threshold = profile_of(name).squat[rule]
    assert threshold.metric in METRICS
    assert len(threshold.source) > 20
    assert cue_text(threshold.cue)
    assert rule in _SHOWN_AT


@pytest.mark.parametrize("answer", get_args(Answer))
@pytest.mark.parametrize(("name", "rule"), RULES)
def test_every_answer_of_every_rule_is_a_sentence(name: str, rule: Rule, answer: Answer) -> None:
    threshold = profile_of(name).squat[rule]
    for value in VALUES:
        metric = Metric(value=value, std=0.1, unit=METRICS[threshold.metric], seen=0.8)
        _assert_sentence(why(rule, answer, threshold, metric))


def test_what_is_missing_is_said_in_a_sentence() -> None:
    _assert_sentence(unmeasured())
    _assert_sentence(unseen(Metric(value=0.0, std=0.1, unit="m", seen=0.314)))
    assert "31 %" in unseen(Metric(value=0.0, std=0.1, unit="m", seen=0.314))


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_what_a_rule_is_about_is_measured_of_a_squat(name: str, rule: Rule) -> None:
    from processors.judging.samples import Samples, sample
    from processors.judging.squat_metrics import squat_metrics

    recorded = squat(1)
    rows = b"".join(sample(came.body, came.frame, came.pts) for came in recorded.poses if came.body)
    (rep,) = recorded.reps
    metrics = squat_metrics(Samples.unpack(rows), rep.start_s, rep.bottom_s, rep.end_s)
    assert profile_of(name).squat[rule].metric in metrics
    assert all(one.unit == METRICS[metric] for metric, one in metrics.items())
    assert metrics["hip_travel_m"].value < HEIGHT_M


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"metric": "depth_margin"}, "no metric 'depth_margin'"),
        ({"least": 0.1}, "either `most` or `least`"),
        ({"most": None}, "either `most` or `least`"),
        ({"sourc": "x"}, "sourc"),
        ({"cue": "jump"}, "jump"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changed: dict[str, object], said: str) -> None:
    rule = {"metric": "depth_margin_m", "source": "s", "cue": "go_deeper", "severity": "major", "most": 0.0} | changed
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert({"about": "a", "squat": {"depth": rule}}, Profile)


def test_the_excess_is_positive_where_the_rule_is_broken() -> None:
    most = Threshold(metric="hip_drop_m", source="s", cue="keep_rising", severity="major", most=0.03)
    least = Threshold(metric="descent_s", source="s", cue="control_descent", severity="minor", least=0.7)
    assert most.excess(0.05) == pytest.approx(0.02)
    assert least.excess(0.5) == pytest.approx(0.2)
    assert least.excess(1.0) < 0


def _assert_sentence(text: str) -> None:
    assert text[0].isupper()
    assert text.endswith(".")
    assert not {"{", "}"} & set(text)
    assert "-0 " not in text
    assert "nan" not in text
