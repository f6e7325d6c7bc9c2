"""A session that is opened is shown whole and followed once, whatever the server does meanwhile."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from tests.browser.conftest import Upload
from tests.browser.dashboard import Dashboard
from tests.browser.faults import Faults
from tests.infra.served import Server


def test_who_goes_back_and_opens_a_session_anew_leaves_no_socket_behind(
    squat: Path, done: Upload, page: Page, dashboard: Dashboard
) -> None:
    session = done(squat)
    asked: list[Route] = []
    open_: list[WebSocketRoute] = []
    page.route(f"**/sessions/{session}", lambda route: asked.append(route))  # noqa: PLW0108 - Playwright marks it
    page.route_web_socket("**/live/*", lambda socket: keep(socket, open_))
    dashboard.open_home()
    for times in (1, 2):
        page.get_by_role("link", name=squat.name).first.click()
        until(page, lambda times=times: len(asked) == times)  # type: ignore[misc]
        page.go_back()
        page.locator(".rows").wait_for()
    page.go_forward()
    until(page, lambda: len(asked) == 3)
    for route in reversed(asked):  # the one that is looked at is answered first
        answer = route.fetch().json() | {"state": "running", "name": f"Told {asked.index(route)}"}
        route.fulfill(body=json.dumps(answer))
        page.get_by_role("heading", name=answer["name"]).wait_for()
    until(page, lambda: len(open_) > 0)
    page.get_by_role("link", name="All sessions").click()
    until(page, lambda: not open_)


def keep(socket: WebSocketRoute, open_: list[WebSocketRoute]) -> None:
    """Hold a socket open that says nothing, for as long as the page does."""
    open_.append(socket)
    socket.on_close(lambda _code, _reason: open_.remove(socket))


def test_what_could_not_be_read_is_asked_for_again(squat: Path, done: Upload, browser: Browser, server: Server) -> None:
    session = done(squat)
    page = browser.new_context().new_page()
    faults = Faults(page, excused=("503",))
    for path in ("", "/series*"):
        page.route(f"**/sessions/{session}{path}", away, times=1)
    page.goto(f"{server.address}/#/sessions/{session}")
    alert = page.get_by_role("alert")
    expect(alert).to_have_text("The database is away.")
    expect(page.get_by_role("heading", name=squat.name)).to_be_visible()
    expect(alert).to_have_text("The database is away.")
    expect(alert).to_have_count(0)
    Dashboard(page, server.address).until_reviewed()
    page.context.close()
    assert faults.found == []


def test_a_page_whose_code_does_not_come_says_so(browser: Browser, server: Server) -> None:
    page = browser.new_context().new_page()
    faults = Faults(page, excused=("net::ERR_FAILED",))
    page.route("**/assets/page-*.js", lambda route: route.abort())
    page.goto(f"{server.address}/#/camera")
    expect(page.get_by_role("alert")).to_contain_text("Load the page anew.")
    page.context.close()
    assert faults.found == []


def away(route: Route) -> None:
    """Answer as a server does whose database is away."""
    route.fulfill(status=503, body=json.dumps({"error": "The database is away."}))


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what the page does to arrive here."""
    for _ in range(400):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to that")
