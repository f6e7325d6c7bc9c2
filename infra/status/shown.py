"""Shows how a run stands: redrawn in place in a terminal, as text elsewhere, or as JSON for programs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Final

import msgspec
from rich.console import Console

from infra.status.screen import screen

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from infra.status.status import Status
    from infra.status.watching import Show

_PLAIN_WIDTH: Final = 80


def shown(*, as_json: bool, in_place: bool) -> "AbstractContextManager[Show]":
    """Choose how it is shown.

    Args:
        as_json: a line for each look.
        in_place: over what was shown before, where that can be done.
    """
    console = Console(highlight=False)
    if as_json:
        return nullcontext(_print_json)
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
        return nullcontext(lambda status, away: console.print(screen(status, away=away)))
    if in_place and not console.is_dumb_terminal:
        return _in_place(console)
    return nullcontext(lambda status, away: console.print(screen(status, away=away)))


def _print_json(status: "Status", away: str) -> None:
    if not away:
        sys.stdout.write(msgspec.json.encode(status).decode() + "\n")
        sys.stdout.flush()


@contextmanager
def _in_place(console: Console) -> Iterator["Show"]:
    from rich.live import Live

    with Live(console=console, screen=True, auto_refresh=False) as live:
        yield lambda status, away: live.update(screen(status, console.height, away), refresh=True)
