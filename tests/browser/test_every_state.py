"""Every page and state can be used by everybody, at a phone's width and a desk's, dark and light."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.faults import Faults, looked_over
from tests.browser.looks import looks
from tests.browser.tour import PROVOKED, Tour
from tests.infra.served import serving

LIVE_AT = 30


def test_axe_finds_nothing_and_nothing_is_too_wide(browser: Browser, squat: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        page = browser.new_context().new_page()
        faults = Faults(page, excused=PROVOKED)
        tour = Tour(page=page, server=server, video=squat, live_at=LIVE_AT, folder=tmp_path)
        seen = []
        for state in tour.states():
            seen.append(state)
            for look in looks(page):
                faults.found += looked_over(page, f"{state}-{look}")
        page.context.close()
    assert faults.found == []
    assert {"home-empty", "camera-filming", "live", "review", "people", "failed", "home"} <= set(seen)
