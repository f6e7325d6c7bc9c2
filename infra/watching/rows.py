"""Reps and cues as rows of the screen: the newest, as many as there is room for."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from rich.text import Text

from contracts.form import CueFired, Rep
from contracts.vocabulary import Severity
from gateway.views import SetView
from infra.printable import printable
from infra.results.shown_rep import checks, depth, knee, tempo

_SEVERITIES: Final[dict[Severity, str]] = {"major": "bold red", "minor": "yellow", "info": "cyan"}
_WIDE: Final = 64
_ANSWERS: Final = {"FAULT": "red", "incomplete": "red", "can't": "yellow"}
"""By the first word, without what follows it."""


def _said_first(rep: Rep) -> tuple[str, ...]:
    return () if rep.complete else ("incomplete",)


class _Column(NamedTuple):
    name: str
    width: int
    of: Callable[[Rep], str]


_COLUMNS: Final = (
    _Column("rep", 4, lambda rep: str(rep.index + 1)),
    _Column("bottom", 9, lambda rep: f"{rep.bottom_s:.2f} s"),
    _Column("depth", 11, depth),
    _Column("knee", 11, knee),
    _Column("down / up", 13, tempo),
    _Column("checks", 0, lambda rep: "; ".join((*_said_first(rep), *checks(rep)))),
)
_NARROW: Final = ("rep", "depth", "knee", "checks")


def rep_rows(sets: Sequence[SetView], width: int, rows: int) -> list[Text]:
    """Give a row of names, and one for each of the newest reps; of several sets, those of the last."""
    reps = sets[-1].reps if sets else ()
    shown = [column for column in _COLUMNS if width >= _WIDE or column.name in _NARROW]
    names = Text("".join(column.name.ljust(column.width) for column in shown), "bright_black")
    return [names, *(_rep(rep, shown) for rep in reps[-rows:])]


def _rep(rep: Rep, shown: Sequence[_Column]) -> Text:
    row = Text()
    for column in shown:
        text = column.of(rep)
        style = _ANSWERS.get(text.split(" ")[0].rstrip(":;"), "green") if column.name == "checks" else ""
        row.append(text.ljust(column.width), style)
    return row


def cue_rows(cues: Sequence[CueFired], rows: int) -> list[Text]:
    """Give a row for each of the newest cues, the newest last."""
    return [_cue(fired) for fired in cues[-rows:]] if rows else []


def _cue(fired: CueFired) -> Text:
    cue = fired.cue
    return Text.assemble(
        (f"{cue.severity:<6}", _SEVERITIES[cue.severity]),
        (f"{printable(cue.text)}", "bold"),
        f"  rep {fired.rep + 1}: {printable(cue.why)}",
    )
