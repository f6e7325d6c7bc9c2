"""Puts answers into words; the words themselves lie in `wording.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from contracts.form import Metric
from contracts.vocabulary import Answer, Cue, Rule
from processors.judging.profile import Threshold

_SHOWN = {"m": ("cm", 100.0, 0), "deg": ("deg", 1.0, 0), "s": ("s", 1.0, 1)}
"""Unit of a metric: the unit in which it is said, the factor, the decimals."""


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("processors.judging").joinpath("wording.toml").read_text(encoding="utf-8"))


def cue_text(cue: Cue) -> str:
    """Give the words of a cue."""
    return str(_words()["cue"][cue])


def why(rule: Rule, answer: Answer, threshold: Threshold, metric: Metric | None) -> str:
    """Say why a rule has this answer, in one sentence."""
    if metric is None:
        return str(_words()["unmeasured"]["text"])
    sentence = str(_words()["why"][rule][answer])
    _, factor, decimals = _SHOWN[metric.unit]
    limit = threshold.most if threshold.most is not None else threshold.least or 0.0
    numbers = {
        "value": metric.value * factor,
        "size": abs(metric.value) * factor,
        "spread": 2 * metric.std * factor,
        "limit": limit * factor,
    }
    said = {name: f"{number:.{decimals}f}" for name, number in numbers.items()}
    return sentence.format(**said, seen=round(metric.seen * 100))
