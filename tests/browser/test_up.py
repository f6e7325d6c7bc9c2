"""What a lifter does with one process works the same with a whole run around Kafka; AGAINST=up runs all tests so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.dashboard import Dashboard
from tests.browser.test_main_path import drop_watch_and_look_back
from tests.infra.served import Server
from tests.infra.up.brought_up import brought_up


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A whole run on this machine."""
    with brought_up(tmp_path_factory.mktemp("up")) as run:
        yield run


def test_a_set_is_dropped_watched_and_looked_back_at(shared: Path, page: Page, run: Server) -> None:
    video = shared / "data" / "opencap" / "squat.mp4"
    drop_watch_and_look_back(video, page, Dashboard(page, run.address), run)
