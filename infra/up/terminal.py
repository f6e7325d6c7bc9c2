"""One log of many processes on the terminal: each line says whose it is, in a colour where there are any."""

import os
import signal
import sys
from typing import Final

import click

from infra.printable import printable

_COLOURS: Final = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_green", "bright_magenta")
_WIDTH: Final = 8


class Terminal:
    """Prints lines; who reads them may go away, which is taken as being told to end."""

    def __init__(self) -> None:
        self._colours: dict[str, str] = {}
        self._is_read = True
        self._is_plain = bool(os.environ.get("NO_COLOR")) or not sys.stdout.isatty()

    def say(self, whose: str, line: str) -> None:
        """Print a line of somebody's."""
        name = f"{whose:<{_WIDTH}} |"
        shown = name if self._is_plain else click.style(name, fg=self._colour(whose))
        if not self._is_read:
            return
        try:
            click.echo(f"{shown} {printable(line.expandtabs().rstrip())}", color=not self._is_plain)
        except BrokenPipeError:
            self._is_read = False
            os.kill(os.getpid(), signal.SIGTERM)

    def _colour(self, whose: str) -> str:
        return self._colours.setdefault(whose, _COLOURS[len(self._colours) % len(_COLOURS)])
