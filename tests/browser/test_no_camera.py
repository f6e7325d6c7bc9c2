"""A device without a camera; its browser is one of its own, as the others' has one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import NoChromiumError, chromium
from tests.infra.served import Server


@pytest.fixture(scope="module")
def without() -> Iterator[Browser]:
    """A browser on a device without a camera."""
    try:
        with chromium("--use-fake-device-for-media-stream=device-count=0") as running:
            yield running
    except NoChromiumError as error:
        pytest.skip(str(error))


def test_a_device_without_a_camera_is_told_where_there_may_be_one(server: Server, without: Browser) -> None:
    page = without.new_context(permissions=["camera"]).new_page()
    page.goto(f"{server.address}/#/camera")
    expect(page.get_by_role("alert")).to_contain_text("This device has no camera. Open this page on a phone")
    page.context.close()
