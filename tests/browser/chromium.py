"""The machine's own Chromium, as Playwright drives it; Playwright brings none of its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, sync_playwright

MISSING: Final = (
    "there is no Chromium on the PATH: install one (on Debian `apt install chromium`), or name it in CHROMIUM"
)
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
)


class NoChromiumError(RuntimeError):
    """There is no Chromium; the message says what to install."""


def where() -> str:
    """Find Chromium.

    Raises:
        NoChromiumError: there is none.
    """
    named = os.environ.get("CHROMIUM")
    found = next((path for name in ([named] if named else _NAMES) if (path := shutil.which(name))), None)
    if found is None:
        raise NoChromiumError(MISSING)
    return found


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """Run Chromium, with more flags where some are given.

    Raises:
        NoChromiumError: there is none.
    """
    path = where()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*_FLAGS, *flags])
        yield browser
        browser.close()
