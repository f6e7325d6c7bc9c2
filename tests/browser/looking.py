"""Looks at a page at each of its frames: which frame its picture is of, by its own pixels, and what the page says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from playwright.sync_api import Page

from tests.producers.pattern import CELLS, read

_SCRIPT: Final = Path(__file__).with_name("samples.js")
_PIXELS_A_CELL: Final = 4


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What was on the screen at once."""

    number: int | None
    """Of the frame, read from the picture; None: there is no picture yet."""
    told: int
    """The frame that the page says it is."""
    time: str
    said: Mapping[str, Any]
    """The rest, as samples.js has it."""


def start_looking(page: Page, kind: str) -> None:
    """Begin to look: at a `live` page, or at the `review` of a session."""
    page.evaluate(_SCRIPT.read_text(encoding="utf-8"))
    page.evaluate("kind => window.startLooking(kind)", kind)


def seen(page: Page) -> list[Sample]:
    """Give what was seen since this was last asked."""
    found: list[dict[str, Any]] = page.evaluate("() => window.samples.splice(0)")
    return [_sample(one) for one in found]


def _sample(one: Mapping[str, Any]) -> Sample:
    return Sample(number=number_in(one["cells"]), told=one["told"], time=one["time"] or "", said=one)


def number_in(cells: list[int]) -> int | None:
    """Read the number of a picture's 6 x 6 cells; None: there is no picture."""
    rgb = np.reshape(np.array(cells, np.uint8), (CELLS, CELLS, 3))
    if not rgb.any():
        return None
    return read(np.kron(rgb[:, :, ::-1], np.ones((_PIXELS_A_CELL, _PIXELS_A_CELL, 1), np.uint8)))
