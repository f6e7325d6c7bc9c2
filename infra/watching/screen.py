"""How a session looks on a terminal of some size: state, phase and reps, the moving angles, reps, cues."""

from typing import Final, NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from infra.results.shown_rep import counted
from infra.watching.angles_panel import angles_panel
from infra.watching.rows import cue_rows, rep_rows
from infra.watching.standing import Standing
from infra.watching.words import name_of, state_of

_STATE_STYLES: Final = {"running": "green", "done": "bold green", "failed": "bold red", "cancelled": "yellow"}
_HEADER_ROWS: Final = 4
_MOST_PLOT_ROWS: Final = 12
_LEAST_PLOT_ROWS: Final = 3
_BLANK: Final = Text()


class Shares(NamedTuple):
    """How many rows each part gets; 0: it is left out."""

    plot: int
    reps: int
    cues: int


def screen(standing: Standing, width: int, height: int) -> RenderableType:
    """Draw a session.

    Args:
        standing: How it stands.
        width: Of the terminal, characters.
        height: Of the terminal, rows.
    """
    shares = shares_of(height)
    parts: list[Text] = [*_header(standing, width), _BLANK]
    if shares.plot:
        parts += [*angles_panel(standing.trace, width, shares.plot), _BLANK]
    parts += rep_rows(standing.sets, width, shares.reps)
    if cues := cue_rows(standing.cues, shares.cues):
        parts += [_BLANK, *cues]
    for part in parts:
        part.no_wrap, part.overflow = True, "ellipsis"
    return Group(*parts[:height])


def shares_of(height: int) -> Shares:
    """Share a terminal's rows out; the plot has a row above and below it, the reps one above."""
    left = height - _HEADER_ROWS
    cues = min(3, left // 5)
    plot = min(_MOST_PLOT_ROWS, 2 * left // 5)
    if plot < _LEAST_PLOT_ROWS:
        plot = 0
    reps = left - (cues + 1 if cues else 0) - (plot + 3 if plot else 0) - 1
    return Shares(plot, max(1, reps), cues)


def _header(standing: Standing, width: int) -> tuple[Text, Text, Text]:
    session = standing.session
    if session is None:
        return _BLANK, _BLANK, _BLANK
    state = Text(state_of(session), _STATE_STYLES.get(session.state, "cyan"))
    if standing.is_away:
        state = Text("waiting for the server", "yellow")
    phase = Text("" if standing.phase == "unknown" else standing.phase.capitalize(), "bold cyan")
    return (
        _apart(Text(name_of(session), "bold"), state, width),
        _bar(session.progress, width),
        _apart(phase, Text(counted(standing.reps), "bold"), width),
    )


def _apart(left: Text, right: Text, width: int) -> Text:
    """Put two texts to the edges of a row; the left one gives way."""
    right.truncate(max(0, width - 8), overflow="ellipsis")
    left.truncate(max(1, width - right.cell_len - 1), overflow="ellipsis")
    return Text.assemble(left, " " * (width - left.cell_len - right.cell_len), right)


def _bar(progress: float | None, width: int) -> Text:
    done = round((progress or 0) * width)
    return Text.assemble(("━" * done, "green"), ("─" * (width - done), "bright_black"))
