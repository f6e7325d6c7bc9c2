"""A report as people read it: a row per rep, its cues in words, and what to know besides."""

from collections.abc import Iterator
from typing import Final

import click

from contracts.form import Rep
from contracts.report import Report, ReportSet
from contracts.vocabulary import Answer
from infra.plain_table import print_table

_COLUMNS: Final = ("rep", "bottom", "depth", "knee", "down / up", "checks", "cues")
"""Depth: how far the hip is below the knee."""
_MARKS: Final[dict[Answer, str]] = {"fault": "FAULT:", "good": "ok:", "cannot_tell": "can't tell:"}


def show_report(report: Report) -> None:
    """Print a report's sets, cues and warnings on standard output."""
    video = report.video
    reps = _counted(sum(len(part.reps) for part in report.sets))
    click.echo(f"{video.path}: {video.frames} frames, {video.duration_s:.1f} s, {reps}")
    for number, part in enumerate(report.sets, 1):
        title = f"Set {number}: {part.lift}, {_counted(len(part.reps))}, {part.start_s:.1f} to {part.end_s:.1f} s"
        print_table(title, _COLUMNS, [_row(rep) for rep in part.reps])
        for line in _cue_lines(part):
            click.echo(line)
    for warning in report.warnings:
        click.echo(f"Note: {warning}")


def _counted(reps: int) -> str:
    return "1 rep" if reps == 1 else f"{reps} reps"


def _row(rep: Rep) -> tuple[str, ...]:
    return (
        str(rep.index + 1) if rep.complete else f"{rep.index + 1} (incomplete)",
        f"{rep.bottom_s:.2f} s",
        _with_spread(rep, "depth_margin_m", "cm", -100),
        _knee(rep),
        f"{_value(rep, 'descent_s', 1)} / {_value(rep, 'ascent_s', 1)} s",
        "\n".join(_checks(rep)),
        "\n".join(_words(cue.cue) for cue in rep.cues) or "-",
    )


def _checks(rep: Rep) -> Iterator[str]:
    """Name the rules by their answer, a line each."""
    for answer, mark in _MARKS.items():
        rules = [_words(check.rule) for check in rep.checks if check.answer == answer]
        if rules:
            yield f"{mark} {', '.join(rules)}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _knee(rep: Rep) -> str:
    """Give the deeper bent knee."""
    sides = [f"bottom_knee_flexion_{side}_deg" for side in ("left", "right")]
    told = [name for name in sides if name in rep.metrics]
    return _with_spread(rep, max(told, key=lambda name: rep.metrics[name].value), "°", 1) if told else "-"


def _with_spread(rep: Rep, name: str, unit: str, scale: float) -> str:
    """Give a metric with two standard deviations, in a unit for people; `scale` turns the metric's unit into it."""
    metric = rep.metrics.get(name)
    if metric is None:
        return "-"
    return f"{scale * metric.value:.0f} ± {abs(scale) * 2 * metric.std:.0f} {unit}"


def _value(rep: Rep, name: str, digits: int) -> str:
    metric = rep.metrics.get(name)
    return "-" if metric is None else f"{metric.value:.{digits}f}"


def _cue_lines(part: ReportSet) -> Iterator[str]:
    for rep in part.reps:
        for cue in rep.cues:
            yield f"  Rep {rep.index + 1}, {cue.at_s:.2f} s: {cue.text} ({cue.severity}: {cue.why})"
