"""The main path with a thumb: a phone's width, and touches only."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from tests.browser.dashboard import Dashboard
from tests.browser.faults import Faults
from tests.browser.looks import SIZES
from tests.infra.served import Server

SMALLEST_PX = 24
"""A target that a finger hits: WCAG 2.2, 2.5.8."""


def test_a_set_is_watched_and_looked_back_at_by_touch(browser: Browser, server: Server, squat: Path) -> None:
    context = browser.new_context(viewport=SIZES["phone"], has_touch=True, is_mobile=True, device_scale_factor=2)
    page = context.new_page()
    faults = Faults(page)
    dashboard = Dashboard(page, server.address)
    dashboard.open_home()
    with page.expect_file_chooser() as chooser:
        page.locator(".chooser").tap()
    chooser.value.set_files(squat)
    page.locator(".live .screen canvas").wait_for()
    dashboard.until_reviewed()
    page.get_by_role("button", name="One frame on").tap()
    dashboard.until_at(1)
    page.locator(".checks a").first.tap()
    expect(dashboard.told).not_to_have_attribute("data-frame", "1")
    expect(page.locator(".screen video + canvas")).to_be_in_viewport(ratio=0.9)
    plot = page.locator(".plot .u-over").first
    plot.scroll_into_view_if_needed()
    plot.tap()
    dashboard.until_at(29)
    page.get_by_role("button", name="Play", exact=True).tap()
    dashboard.until_at(57)
    assert too_small(page.locator("button:visible, a:visible:not(.skip)").all()) == []
    context.close()
    assert faults.found == []


def too_small(locators: list[Locator]) -> list[str]:
    """Name what a finger misses."""
    boxes = [
        (locator.inner_text() or locator.get_attribute("aria-label"), locator.bounding_box()) for locator in locators
    ]
    return [f"{name}: {box}" for name, box in boxes if box and min(box["width"], box["height"]) < SMALLEST_PX]
