"""Text of strangers as a terminal may show it: what would move the cursor or colour the screen is marked instead."""

from typing import Final

_MARK: Final = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """Give a text on one line, each character that isn't printed as such replaced by a mark."""
    return "".join(letter if letter.isprintable() else _MARK for letter in text)
