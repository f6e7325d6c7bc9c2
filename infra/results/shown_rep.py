"""A rep in a few words for each of its columns: depth, knee, tempo, checks; every measurement with its interval."""

from collections.abc import Iterator
from typing import Final

from contracts.form import CueGiven, Rep
from contracts.vocabulary import Answer

_MARKS: Final[dict[Answer, str]] = {"fault": "FAULT:", "good": "ok:", "cannot_tell": "can't tell:"}


def counted(reps: int) -> str:
    """Say how many reps."""
    return "1 rep" if reps == 1 else f"{reps} reps"


def words(name: str) -> str:
    """Write a name of the vocabulary as people do."""
    return name.replace("_", " ")


def number(rep: Rep) -> str:
    """Say which rep of its set it is."""
    return str(rep.index + 1) if rep.complete else f"{rep.index + 1} (incomplete)"


def depth(rep: Rep) -> str:
    """Say how far the hip is below the knee."""
    return _with_spread(rep, "depth_margin_m", "cm", -100)


def knee(rep: Rep) -> str:
    """Give the deeper bent knee."""
    sides = [f"bottom_knee_flexion_{side}_deg" for side in ("left", "right")]
    told = [name for name in sides if name in rep.metrics]
    return _with_spread(rep, max(told, key=lambda name: rep.metrics[name].value), "°", 1) if told else "-"


def tempo(rep: Rep) -> str:
    """Say how long it went down, and up."""
    return f"{_value(rep, 'descent_s', 1)} / {_value(rep, 'ascent_s', 1)} s"


def checks(rep: Rep) -> Iterator[str]:
    """Name the rules by their answer, a line each: faults, if any, first."""
    for answer, mark in _MARKS.items():
        rules = [words(check.rule) for check in rep.checks if check.answer == answer]
        if rules:
            yield f"{mark} {', '.join(rules)}"


def rep_line(rep: Rep) -> str:
    """Say all of a rep."""
    measured = f"depth {depth(rep)}, knee {knee(rep)}, down / up {tempo(rep)}"
    return "; ".join((f"Rep {number(rep)}, {rep.bottom_s:.2f} s: {measured}", *checks(rep)))


def cue_line(rep_index: int, cue: CueGiven) -> str:
    """Say a cue, when it is for, and why."""
    return f"Rep {rep_index + 1}, {cue.at_s:.2f} s: {cue.text} ({cue.severity}: {cue.why})"


def _with_spread(rep: Rep, name: str, unit: str, scale: float) -> str:
    """Give a metric with two standard deviations, in a unit for people; `scale` turns the metric's unit into it."""
    metric = rep.metrics.get(name)
    if metric is None:
        return "-"
    return f"{scale * metric.value:.0f} ± {abs(scale) * 2 * metric.std:.0f} {unit}"


def _value(rep: Rep, name: str, digits: int) -> str:
    metric = rep.metrics.get(name)
    return "-" if metric is None else f"{metric.value:.{digits}f}"
