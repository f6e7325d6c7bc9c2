"""`python -m tests.browser.screenshots`: pictures of every page and state, at both widths, dark and light.

It serves a folder of its own, works on the sample set there, and looks each state over as the tests do. One of the
pictures is the README's.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

import click
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.chromium import NoChromiumError, chromium
from tests.browser.faults import Faults, looked_over
from tests.browser.looks import looks
from tests.browser.tour import PROVOKED, Tour
from tests.infra.served import serving

_CHECKOUT: Final = Path(__file__).resolve().parents[2]
_SAMPLE: Final = _CHECKOUT / "infra" / "sample" / "squat.mp4"
_CUE_SHOWN_AT: Final = 256
_README: Final = _CHECKOUT / "docs" / "page.jpg"
_README_LOOK: Final = ("review", "desktop-dark")
_README_SIZE: Final[ViewportSize] = {"width": 1280, "height": 990}


@click.command()
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=_CHECKOUT / "build" / "screenshots",
    help="Where the pictures go; build/screenshots unless told.",
)
@click.option("--readme", is_flag=True, help="Write docs/page.jpg anew, the README's picture.")
def screenshots(*, out: Path, readme: bool) -> None:
    """Take a picture of every page and state, and say what is wrong with any."""
    out.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory() as folder, chromium() as browser:
            found = _taken(browser, Path(folder), out, readme=readme)
    except NoChromiumError as error:
        raise click.ClickException(str(error)) from error
    for fault in found:
        click.echo(fault, err=True)
    click.echo(f"The pictures are in {out}")
    sys.exit(1 if found else 0)


def _taken(browser: Browser, folder: Path, out: Path, *, readme: bool) -> list[str]:
    """Take them, and give what is wrong."""
    with serving(folder / "data") as server:
        page = browser.new_page()
        faults = Faults(page, excused=PROVOKED)
        tour = Tour(page=page, server=server, video=_SAMPLE, live_at=_CUE_SHOWN_AT, folder=folder)
        for state in tour.states():
            for look in looks(page):
                asks = page.get_by_role("dialog").count() > 0  # and lies over what is in the window, no more
                page.screenshot(path=out / f"{state}-{look}.png", full_page=not asks)
                faults.found += looked_over(page, f"{state}-{look}")
                if readme and (state, look) == _README_LOOK:
                    _write_readmes(page)
            click.echo(state)
        page.close()
    return faults.found


def _write_readmes(page: Page) -> None:
    page.set_viewport_size(_README_SIZE)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=_README, type="jpeg", quality=85)


if __name__ == "__main__":
    screenshots()
