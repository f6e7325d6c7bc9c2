"""Prints tables: with lines and colour in a terminal, as plain text of full width anywhere else."""

from collections.abc import Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table

_WIDE: Final = 200
_SHORT: Final = 12
"""Characters of a cell that is kept on one line."""


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under the names of their columns, on standard output; where it gets narrow, long cells are wrapped."""
    console = Console(highlight=False)
    shown = Table(
        title=title, title_justify="left", box=box.SIMPLE_HEAD if console.is_terminal else box.ASCII, pad_edge=False
    )
    for index, name in enumerate(columns):
        is_short = all(len(row[index]) <= _SHORT for row in rows)
        shown.add_column(name, overflow="fold", no_wrap=is_short)
    for row in rows:
        shown.add_row(*row)
    if not console.is_terminal:
        console.width = _WIDE
    console.print(shown, markup=False)
