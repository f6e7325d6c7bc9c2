"""Puts answers into words; the words themselves lie in `wording.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

from contracts.form import Metric
from contracts.vocabulary import Answer, Cue, Rule
from processors.judging.profile import Threshold

_SHOWN: Final[dict[str, tuple[float, int]]] = {"m": (100.0, 0), "deg": (1.0, 0), "s": (1.0, 1)}
"""By a metric's unit: the factor to the unit in which it is said (lengths in cm), the decimals."""


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("processors.judging").joinpath("wording.toml").read_text(encoding="utf-8"))


def cue_text(cue: Cue) -> str:
    """Give the words of a cue."""
    return str(_words()["cue"][cue])


def unmeasured() -> str:
    """Say that there is nothing to answer from."""
    return str(_words()["unmeasured"]["text"])


def unseen(metric: Metric) -> str:
    """Say that too little was seen for an answer."""
    return str(_words()["unseen"]["text"]).format(seen=round(metric.seen * 100))


def why(rule: Rule, answer: Answer, threshold: Threshold, metric: Metric) -> str:
    """Say why a rule has this answer, in one sentence."""
    sentence = str(_words()["why"][rule][answer])
    factor, decimals = _SHOWN[metric.unit]
    numbers = {
        "value": metric.value * factor,
        "size": abs(metric.value) * factor,
        "spread": 2 * metric.std * factor,
        "limit": threshold.limit * factor,
    }
    said = {name: f"{number:z.{decimals}f}" for name, number in numbers.items()}
    return sentence.format(**said, seen=round(metric.seen * 100))
