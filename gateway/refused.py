"""What the gateway refuses: one sentence for a person, and the status that says so to a program."""

from collections.abc import Mapping
from typing import Annotated, Final

from contracts.message import Message, says

_NONE: Final[Mapping[str, str]] = {}


class ErrorView(Message, frozen=True, kw_only=True):
    """Why a request was not answered."""

    error: Annotated[str, says("One sentence for a person")]


class RefusedError(ValueError):
    """A request that is not answered.

    Args:
        status: The HTTP status.
        sentence: What is wrong, and what to do.
        headers: What else the answer says.
    """

    def __init__(self, status: int, sentence: str, headers: Mapping[str, str] = _NONE) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = headers


def quoted(text: str, longest: int = 60) -> str:
    """Quote what a stranger wrote, short and printable, for use in a sentence."""
    return ascii(text if len(text) <= longest else f"{text[:longest]}...")
