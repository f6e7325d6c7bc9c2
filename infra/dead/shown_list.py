"""Dead letters as lines: one each, in columns, whatever a stranger has written into them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from infra.dead.letters import Buried, Found
from infra.printable import printable

_COLUMNS: Final = ("letter", "when", "stage", "from", "session", "reason")


def lines_of(found: Found, address: str) -> Iterator[str]:
    """Give the lines, newest letter first, and a sentence on what isn't among them."""
    if found.letters:
        yield from _in_columns([_COLUMNS, *map(_row, found.letters)])
    else:
        yield f"There are no dead letters at {address}."
    if found.garbage:
        yield f"Passed over, being no dead letters: {found.garbage:,} of the newest records."
    if older := found.kept - len(found.letters) - found.garbage:
        yield f"Older ones: {older:,}; --last {found.kept} shows all."


def when(at_s: float) -> str:
    """Give a time as this machine's clock shows it; a mark for what is none."""
    try:
        return datetime.fromtimestamp(at_s).astimezone().isoformat(" ", "seconds")
    except (OverflowError, OSError, ValueError):
        return "?"


def _row(buried: Buried) -> tuple[str, ...]:
    letter = buried.letter
    last = "" if letter.last_offset in (None, letter.offset) else f"-{letter.last_offset}"
    place = f"{letter.topic}/{letter.partition}/{letter.offset}{last}"
    return tuple(
        map(printable, (buried.name, when(buried.appended_at), letter.stage, place, letter.key, letter.reason))
    )


def _in_columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Put the cells of a column below each other; the last one ends its line."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
