"""A report as people read it: a row per rep, its cues in words, and what to know besides."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import click
from rich.console import Console

from contracts.form import Rep
from contracts.report import Report, ReportSet
from gateway.views import SetView
from infra.plain_table import print_table
from infra.printable import printable
from infra.results.shown_rep import checks, counted, cue_line, depth, knee, number, rep_line, tempo, words

_COLUMNS: Final[dict[str, Callable[[Rep], str]]] = {
    "rep": number,
    "bottom": lambda rep: f"{rep.bottom_s:.2f} s",
    "depth": depth,
    "knee": knee,
    "down / up": tempo,
    "checks": lambda rep: "\n".join(checks(rep)),
    "cues": lambda rep: "\n".join(words(cue.cue) for cue in rep.cues) or "-",
}
"""Depth: how far the hip is below the knee."""
_LONG: Final = ("checks", "cues")
"""Columns that stand below the table where it has no room for them."""
_ROOM_FOR_ALL: Final = 120
_ROOM_FOR_TABLE: Final = 66
_NO_LIMIT: Final = 10_000


def show_report(report: Report) -> None:
    """Print a report's sets, cues and warnings on standard output."""
    video = report.video
    reps = counted(sum(len(part.reps) for part in report.sets))
    click.echo(f"{video.path}: {video.frames} frames, {video.duration_s:.1f} s, {reps}")
    show_sets(report.sets)
    for warning in report.warnings:
        click.echo(f"Note: {warning}")


def show_sets(sets: Sequence[ReportSet | SetView]) -> None:
    """Print sets with their reps and cues, on standard output: in a table, or in lines where that is too wide."""
    console = Console()
    room = console.width if console.is_terminal else _NO_LIMIT
    for position, part in enumerate(sets, 1):
        until = "" if part.end_s is None else f" to {part.end_s:.1f}"
        title = f"Set {position}: {part.lift}, {counted(len(part.reps))}, {part.start_s:.1f}{until} s"
        if room < _ROOM_FOR_TABLE:
            click.echo(title)
        else:
            columns = {name: of for name, of in _COLUMNS.items() if room >= _ROOM_FOR_ALL or name not in _LONG}
            print_table(title, [*columns], [[of(rep) for of in columns.values()] for rep in part.reps])
        for line in (*_rep_lines(part, room), *_cue_lines(part)):
            click.echo(textwrap.fill(line, room, initial_indent="  ", subsequent_indent="    "))


def _rep_lines(part: ReportSet | SetView, room: int) -> Iterator[str]:
    """Say what the table has no room for."""
    for rep in part.reps:
        if room < _ROOM_FOR_TABLE:
            yield rep_line(rep)
        elif room < _ROOM_FOR_ALL:
            yield f"Rep {number(rep)}: {'; '.join(checks(rep)) or 'nothing was checked'}"


def _cue_lines(part: ReportSet | SetView) -> Iterator[str]:
    for rep in part.reps:
        for cue in rep.cues:
            yield printable(cue_line(rep.index, cue))
