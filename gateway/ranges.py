"""Reads what part of a file a browser asks for."""

import re
from typing import Final, NamedTuple

from gateway.refused import RefusedError

_ONE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Part(NamedTuple):
    """The bytes from `start` to before `end`."""

    start: int
    end: int


def part_of(header: str | None, size: int) -> Part | None:
    """Read a `Range` header.

    Args:
        header: As it came; None: there was none.
        size: How many bytes there are.

    Returns:
        What to send; None: everything, also where the header is malformed or names several parts.

    Raises:
        RefusedError: 416, there is nothing where it begins.
    """
    found = _ONE.fullmatch(header.replace(" ", "")) if header else None
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < start:
            return None
    if start >= size:
        raise RefusedError(416, f"There are {size:,} bytes; none at {start:,}.", {"Content-Range": f"bytes */{size}"})
    return Part(start, end)
