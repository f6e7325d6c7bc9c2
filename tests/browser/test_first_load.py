"""The first page is light."""

import gzip

from playwright.sync_api import Page, Response

from tests.browser.dashboard import Dashboard

MOST_BYTES = 300_000


def test_the_first_page_is_light(page: Page, dashboard: Dashboard) -> None:
    came: list[Response] = []
    page.on("response", lambda answer: came.append(answer))  # noqa: PLW0108 - Playwright marks what it is given
    dashboard.open_home()
    page.locator(".sessions .rows, .sessions .empty").wait_for()
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in came}
    assert any(url.endswith(".js") for url in sizes)
    assert sum(sizes.values()) < MOST_BYTES, sizes
