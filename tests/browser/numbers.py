"""When pictures were taken and shown whose pixels say which they are."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from playwright.sync_api import Page

from tests.browser.fake_camera import NUMBER_SIDE
from tests.browser.looking import number_in

_SCRIPT: Final = Path(__file__).with_name("numbers.js")
_PASS_S: Final = 10.0
"""Less than the camera's video lasts; one picture in many is shown that the browser never told as taken."""


class Numbered(NamedTuple):
    """A picture."""

    number: int
    at_s: float
    """Since the epoch."""


def read_numbers(page: Page, what: Literal["readFilmed", "readShown"]) -> None:
    """Begin to read a page's pictures: the camera's on the page that films, or those of a live page."""
    page.evaluate(_SCRIPT.read_text(encoding="utf-8"))
    page.evaluate(f"window.{what}({NUMBER_SIDE})")


def numbers(page: Page) -> list[Numbered]:
    """Give what was read, in order; a picture whose number can't be read is left out."""
    found: list[dict[str, Any]] = page.evaluate("() => window.numbers.splice(0)")
    return [Numbered(number, one["at_s"]) for one in found if (number := _readable(one["cells"])) is not None]


def from_taken_to_shown_s(taken: Sequence[Numbered], shown: Sequence[Numbered]) -> list[float]:
    """Give how long each shown picture took, of those that are known to have been taken."""
    first_s = {one: max((it.at_s for it in taken if _is_of(it, one)), default=None) for one in shown}
    return [one.at_s - taken_s for one, taken_s in first_s.items() if taken_s is not None]


def _is_of(taken: Numbered, shown: Numbered) -> bool:
    return taken.number == shown.number and 0 <= shown.at_s - taken.at_s < _PASS_S


def _readable(cells: list[int]) -> int | None:
    try:
        return number_in(cells)
    except AssertionError:
        return None
