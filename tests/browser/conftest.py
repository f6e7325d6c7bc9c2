"""What the tests in a browser share: a server as people start it, Chromium, and a page that may do nothing wrong."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.at_its_pace import serving_at_its_pace
from tests.browser.chromium import NoChromiumError, chromium
from tests.browser.dashboard import Dashboard
from tests.browser.faults import Faults
from tests.infra.served import Server
from tests.infra.short_squat import cut_short
from tests.infra.up.brought_up import brought_up

CHECKOUT = Path(__file__).resolve().parents[2]
DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 800}

PATIENCE_MS = 20_000
"""For what takes a moment on a machine that has nothing else to do."""

expect.set_options(timeout=PATIENCE_MS)

Upload = Callable[[Path], str]
"""Uploads a video once, and gives its session when it is done."""


@pytest.fixture(scope="module")  # Playwright holds the thread's event loop while it runs
def browser() -> Iterator[Browser]:
    """Chromium; without it a test is skipped, and in CI, where it has to be, it fails."""
    try:
        with chromium() as running:
            yield running
    except NoChromiumError as error:
        pytest.fail(str(error)) if os.environ.get("CI") == "true" else pytest.skip(str(error))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on this machine: one process, or, with AGAINST=up in the environment, a whole run around Kafka.

    The one process works on a video no faster than it was filmed; Kafka's path as fast as it can.
    """
    assert (CHECKOUT / "dashboard" / "dist" / "index.html").is_file(), "the page isn't built: run `make dashboard`"
    ways = {"serve": serving_at_its_pace, "up": brought_up}
    with ways[os.environ.get("AGAINST", "serve")](tmp_path_factory.mktemp("served") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def squat(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repetition of a rendered squat."""
    return cut_short(shared, tmp_path_factory.mktemp("videos") / "squat.mp4")


@pytest.fixture(scope="session")
def done(server: Server) -> Upload:
    """Uploads videos that are worked on once for all tests."""
    known = dict[Path, str]()

    def upload(video: Path) -> str:
        if video not in known:
            known[video] = server.upload(video)
        server.until(known[video], "done")
        return known[video]

    return upload


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser of its own, at desktop size."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    faults = Faults(page)
    yield page
    context.close()
    assert faults.found == []


@pytest.fixture
def dashboard(page: Page, server: Server) -> Dashboard:
    """The dashboard on that page."""
    return Dashboard(page, server.address)
