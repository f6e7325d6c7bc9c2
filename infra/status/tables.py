"""Tables of a status screen: no lines, cells cut rather than wrapped, text of strangers made harmless."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from infra.printable import printable

_HEAD: Final = "bright_black"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, left: int, flexible: int) -> Table:
    """Draw rows under the names of their columns.

    Args:
        columns: their names.
        rows: a cell for each.
        left: how many columns, from the first on, are words; all others are numbers, which stand to the right.
        flexible: the column that gives way where it gets narrow, and takes the room that is left.
    """
    shown = Table(box=None, pad_edge=False, header_style=_HEAD, expand=True)
    for index, name in enumerate(columns):
        shown.add_column(
            name,
            justify="left" if index < left else "right",
            no_wrap=True,
            overflow="ellipsis",
            ratio=1 if index == flexible else None,
        )
    for row in rows:
        shown.add_row(*(Text(printable(cell)) for cell in row))
    return shown


def line(label: str, text: str, style: str = "") -> Text:
    """Draw a part's name and what there is to say of it, on one row."""
    shown = Text.assemble((label, "bold"), "  ", (printable(text), style))
    shown.no_wrap, shown.overflow = True, "ellipsis"
    return shown
