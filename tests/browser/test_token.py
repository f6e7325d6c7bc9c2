"""A server that others can reach lets in who has its token, and tells everybody else what they need."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP
from tests.browser.dashboard import Dashboard
from tests.browser.faults import Faults, looked_over
from tests.infra.served import Server, running

REFUSED = "Failed to load resource: the server responded with a status of 401"


@pytest.fixture(scope="module")
def reachable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on every address of this machine."""
    data = str(tmp_path_factory.mktemp("reachable") / "data")
    with running(["serve", "--host", "0.0.0.0", "--data", data, "--port", "0"]) as server:  # noqa: S104 - what is tested
        yield server


def printed(server: Server) -> str:
    """The address that it prints, with the token."""
    found = re.search(r"http://\S+", "".join(server.printed))
    assert found is not None
    return found[0]


def test_the_printed_address_opens_everything(browser: Browser, reachable: Server, squat: Path) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    faults = Faults(page)
    page.goto(printed(reachable))
    expect(page).to_have_url(re.compile(r"^http://[\d.]+:\d+/$"))
    cookie = context.cookies()[0]
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("perfectform_token", True, "Strict")
    dashboard = Dashboard(page, reachable.address)
    dashboard.open_home()
    dashboard.drop(squat)
    page.locator(".live .screen canvas").wait_for()
    dashboard.until_reviewed()
    dashboard.press("End")
    expect(dashboard.told).not_to_have_attribute("data-frame", "0")
    context.close()
    assert faults.found == []


def test_over_http_from_elsewhere_the_camera_is_off_and_the_page_says_what_to_do(
    browser: Browser, reachable: Server
) -> None:
    page = browser.new_context(viewport=DESKTOP).new_page()
    faults = Faults(page)
    page.goto(f"{printed(reachable)}#/camera")
    said = page.get_by_role("alert")
    expect(said).to_contain_text("Browsers give the camera to pages over https only, and this one came over http.")
    expect(said).to_contain_text("perfectform serve --tls")
    assert looked_over(page, "camera over http") == []
    page.context.close()
    assert faults.found == []


def test_a_phone_whose_token_has_expired_is_told_to_scan_anew(browser: Browser, reachable: Server) -> None:
    """Over loopback, from where a page gets the camera without TLS."""
    context = browser.new_context(viewport=DESKTOP, permissions=["camera"])
    page = context.new_page()
    faults = Faults(page, excused=(REFUSED,))
    page.goto(re.sub(r"//[\d.]+", "//127.0.0.1", printed(reachable)) + "#/camera")
    page.get_by_role("button", name="Start").wait_for()
    context.clear_cookies()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("alert")).to_contain_text("this page isn't let in any longer: scan the new code")
    context.close()
    assert faults.found == []


def test_without_the_token_a_page_says_what_is_needed(browser: Browser, reachable: Server) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    faults = Faults(page, excused=(REFUSED,))
    answer = page.goto(reachable.address)
    assert answer is not None
    assert answer.status == 401
    expect(page.get_by_role("heading", name="You aren't let in")).to_be_visible()
    expect(page.get_by_text("open the address that `perfectform serve` printed")).to_be_visible()
    assert looked_over(page, "refused") == []
    for path in ("/sessions", "/openapi.json"):
        assert page.request.get(f"{reachable.address}{path}").json()["error"].startswith("A token is needed")
    assert context.cookies() == []
    context.close()
    assert faults.found == []
