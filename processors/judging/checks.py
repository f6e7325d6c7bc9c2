"""Metrics against rules: good, fault, or not to be told. A fault is one only if the whole interval breaks the rule."""

from collections.abc import Mapping

from contracts.form import Check, CueGiven, Metric
from contracts.vocabulary import Answer, Rule
from processors.judging.profile import Threshold
from processors.judging.wording import cue_text, unmeasured, unseen, why

_LEAST_SEEN = 0.5
"""Below this share of frames with the legs in sight nothing is said of them."""


def check(rule: Rule, threshold: Threshold, metrics: Mapping[str, Metric], at_s: float) -> Check:
    """Check one rule; `at_s` is the media time of the frame that shows it."""
    metric = metrics.get(threshold.metric)
    if metric is None:
        return Check(rule=rule, answer="cannot_tell", why=unmeasured(), at_s=at_s)
    if metric.seen < _LEAST_SEEN:
        return Check(rule=rule, answer="cannot_tell", why=unseen(metric), at_s=at_s)
    answer = _answer(threshold, metric)
    return Check(rule=rule, answer=answer, why=why(rule, answer, threshold, metric), at_s=at_s)


def _answer(threshold: Threshold, metric: Metric) -> Answer:
    excess = threshold.excess(metric.value)
    if excess > 2 * metric.std:
        return "fault"
    return "good" if excess <= -2 * metric.std else "cannot_tell"


def cue_for(found: Check, threshold: Threshold, frame: int) -> CueGiven:
    """Give the cue for a fault; `frame` shows it."""
    return CueGiven(
        cue=threshold.cue,
        severity=threshold.severity,
        text=cue_text(threshold.cue),
        why=found.why,
        at_s=found.at_s,
        frame=frame,
    )
