"""The dashboard as a person uses it: what they open, drop, press, and wait for."""

import re
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page, expect

LIMIT_MS: Final = 90_000
"""How long a set may be worked on."""


class Dashboard:
    """One page of it.

    Args:
        page: In a browser.
        address: Of the server.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def open_home(self) -> None:
        """Open the list of sessions."""
        self.page.goto(f"{self.address}/#/")
        expect(self.page.get_by_role("heading", name="How was your lift?")).to_be_visible()

    def open_session(self, session: str, frame: int | None = None) -> None:
        """Open a session that is over, at a frame."""
        query = "" if frame is None else f"?frame={frame}"
        self.page.goto(f"{self.address}/#/sessions/{session}{query}")
        self.until_reviewed()
        if frame is not None:
            self.until_at(frame)

    def drop(self, *videos: Path) -> None:
        """Choose videos to upload."""
        self.page.set_input_files("input[type=file]", list(videos))

    @property
    def session(self) -> str:
        """The id of the session that is open."""
        return self.page.url.rsplit("/", 1)[1].split("?")[0]

    @property
    def frame(self) -> int:
        """The frame that the player says it shows."""
        return int(self.told.get_attribute("data-frame") or -1)

    @property
    def told(self) -> Locator:
        """Where the player says which frame it shows."""
        return self.page.locator(".transport output")

    def until_reviewed(self) -> None:
        """Wait until a session is over, its frames are known, and its first picture is on the screen."""
        expect(self.told).to_be_visible(timeout=LIMIT_MS)
        expect(self.page.locator(".scrubber")).not_to_have_attribute("max", "0")
        expect(self.page.locator(".screen canvas")).to_have_attribute("data-painted", re.compile("."))

    def until_at(self, frame: int) -> None:
        """Wait until the player shows a frame."""
        expect(self.told).to_have_attribute("data-frame", str(frame))

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def click(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
