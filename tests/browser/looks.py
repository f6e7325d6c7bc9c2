"""The four looks of each state: a phone's width and a desk's, dark and light."""

from collections.abc import Iterator
from itertools import product
from typing import Final, Literal

from playwright.sync_api import Page, ViewportSize

SIZES: Final[dict[str, ViewportSize]] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 800},
}
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
_TWO_FRAMES: Final = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"


def looks(page: Page) -> Iterator[str]:
    """Give a page each look, with nothing in motion, and give the look's name."""
    for size, scheme in product(SIZES, SCHEMES):
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(_TWO_FRAMES)
        yield f"{size}-{scheme}"
