"""A walk through every page and state of the dashboard, on a server that holds nothing yet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, Route, expect

from infra.serving.phone_code import code_svg
from tests.browser.dashboard import Dashboard
from tests.browser.live_hold import LiveHold
from tests.infra.served import Server

PROVOKED: Final = ("Failed to load resource", "GPU stall due to ReadPixels")
"""What the console says of states in which something is missing, and of a picture that is taken of a view in 3D."""
_MANY: Final = 20
_MOST_ON_TV: Final = 20
_EVERY_MS: Final = 1000
_QUEUED: Final = 3
_TORN: Final = "The video ends in the middle of frame 30: export it anew."
_HOUR_S: Final = 3600
_PHONE: Final = "https://192.168.178.20:8000/?token=0123456789abcdefghijklmnopqrstuv#/camera"
_SCANNED: Final = {"address": _PHONE, "code": code_svg(_PHONE)}


@dataclass(frozen=True, kw_only=True)
class Tour:
    """What is walked through.

    Args:
        page: In a browser; nothing else listens to its sockets.
        server: Holds nothing yet.
        video: Of a set.
        live_at: The frame at which its live page is looked at.
        folder: For files that are made on the way.
    """

    page: Page
    server: Server
    video: Path
    live_at: int
    folder: Path

    @property
    def dashboard(self) -> Dashboard:
        """The pages."""
        return Dashboard(self.page, self.server.address)

    def states(self) -> Iterator[str]:
        """Bring the page into each state, and give its name."""
        hold = LiveHold(self.page)
        yield from self._empty()
        yield from self._camera()
        yield from self._live(hold)
        yield from self._tv(hold)
        session = self.server.ask("GET", "/sessions")["sessions"][0]["session"]
        yield from self._busy()
        self.server.until(session, "done")
        yield from self._review(session)
        hold.silent = True
        yield from self._wrong(session)
        yield from self._lists(session)

    def _empty(self) -> Iterator[str]:
        self.dashboard.open_home()
        self.page.locator(".empty").wait_for()
        yield "home-empty"
        no_video = self.folder / "not-a-video.mp4"
        no_video.write_text("This is no video.", encoding="utf-8")
        self.dashboard.drop(no_video)
        self.page.locator(".row .reason").wait_for()
        yield "home-refused"
        self.page.get_by_role("button", name="Dismiss").click()
        self.dashboard.click("Use a phone as camera")
        self.page.get_by_role("dialog").wait_for()
        yield "phone-without-tls"
        self.dashboard.press("Escape")
        with self._told("**/phone", _SCANNED):
            self.dashboard.click("Use a phone as camera")
            self.page.get_by_role("img").last.wait_for()
            yield "phone"
            self.dashboard.press("Escape")

    def _camera(self) -> Iterator[str]:
        """The page that films; the browser has a camera that plays a file, and what the models say is held."""
        self._anew("#/camera")
        self.page.get_by_role("button", name="Try again").wait_for()
        yield "camera-refused"
        self.page.context.grant_permissions(["camera"])
        self.page.get_by_role("button", name="Try again").click()
        self.page.get_by_role("button", name="Start").wait_for()
        yield "camera-ready"
        self.page.get_by_role("button", name="Start").click()
        self.page.locator(".says p").wait_for()
        expect(self.page.locator(".way")).to_contain_text("frames/s")
        yield "camera-filming"
        self.page.get_by_role("button", name="End the session").click()
        self.page.locator("[data-stage=over]").wait_for()
        yield "camera-over"
        session = self.server.ask("GET", "/sessions")["sessions"][0]["session"]
        self.server.ask("DELETE", f"/sessions/{session}")
        self.dashboard.open_home()

    def _live(self, hold: LiveHold) -> Iterator[str]:
        hold.at_frame = self.live_at
        self.page.get_by_label("Lift").select_option("squat")
        self.page.get_by_label("Height, cm").fill("172")
        self.page.get_by_label("Load, kg").fill("140")
        self.dashboard.drop(self.video)
        hold.wait()
        yield "live"
        self.dashboard.click("3D")
        self.page.locator(".space canvas").wait_for()
        yield "live-3d"
        hold.let_go()

    def _tv(self, hold: LiveHold) -> Iterator[str]:
        self._anew("#/tv")
        self.page.get_by_text("The next set comes up here by itself.").wait_for()
        yield "tv-waiting"
        hold.at_frame = self.live_at
        for _ in range(_MOST_ON_TV):  # the page looks now and then what runs, and a short set is soon over
            self.server.upload(self.video)
            self.page.wait_for_timeout(_EVERY_MS)
            if hold.is_there:
                break
        hold.wait()
        yield "tv"
        for queued in self.server.ask("GET", "/sessions")["sessions"]:
            if queued["state"] == "queued":  # it would be on the screen before the card of this set could be looked at
                self.server.ask("DELETE", f"/sessions/{queued['session']}")
        hold.let_go()
        self.page.locator(".set-card").wait_for()
        yield "tv-over"

    def _busy(self) -> Iterator[str]:
        sessions = len(self.server.ask("GET", "/sessions")["sessions"]) + _QUEUED
        self.dashboard.open_home()
        self.dashboard.drop(*[self.video] * _QUEUED)
        expect(self.page.locator(".row.session a")).to_have_count(sessions)
        newest = self.page.locator(".row.session a").first.get_attribute("href")
        self.page.goto(f"{self.server.address}/{newest}")
        self.page.get_by_role("button", name="Stop").click()
        self.page.locator(".state.cancelled").wait_for()
        yield "stopped"
        self.dashboard.open_home()
        expect(self.page.locator(".row.session a")).to_have_count(sessions)
        yield "home-busy"

    def _review(self, session: str) -> Iterator[str]:
        self.dashboard.open_session(session)
        self.page.locator(".cues a, .checks a").first.click()
        self.page.wait_for_url("**frame=*")
        self.dashboard.until_at(int(self.page.url.rsplit("=", 1)[1]))
        yield "review"
        self.dashboard.click("8 s")
        yield "review-close-up"
        self.dashboard.click("Wrong person?")
        self.page.locator(".people").wait_for()
        yield "people"
        self.dashboard.press("Escape")
        for button, name in (("Run again", "again"), ("Delete", "remove")):
            self.dashboard.click(button)
            self.page.get_by_role("dialog").wait_for()
            yield name
            self.dashboard.press("Escape")
            expect(self.page.get_by_role("dialog")).to_have_count(0)

    def _wrong(self, session: str) -> Iterator[str]:
        """What a person sees when something doesn't go as it should; told by the page's own server, but for once."""
        found = self.server.ask("GET", f"/sessions/{session}")
        for name, change, seen in (
            ("waiting", {"state": "queued", "place": 3, "run": None, "progress": None}, ".waiting"),
            ("failed", {"state": "failed", "run": None, "reason": _TORN}, ".failure"),
            ("nobody", {"sets_found": [{**found["sets_found"][0], "reps": []}]}, ".empty"),
        ):
            with self._told(f"**/sessions/{session}", {**found, **change}):
                self._anew(f"#/sessions/{session}")
                self.page.locator(seen).first.wait_for()
                yield name
        filmed = {**found, "state": "running", "delivery": "live", "run": None}
        with self._told(f"**/sessions/{session}", filmed), self._told("**/phone?*", _SCANNED):
            self._anew(f"#/sessions/{session}")
            self.dashboard.click("Add a camera")
            self.page.get_by_role("dialog").wait_for()
            yield "add-camera"
        self._anew("#/sessions/nothing")
        self.page.locator(".failure").wait_for()
        yield "unknown"
        with self._routed("**/sessions?*", lambda route: route.abort()):
            self._anew("#/")
            self.page.locator(".sessions .reason").wait_for()
            yield "unreachable"

    def _lists(self, session: str) -> Iterator[str]:
        found = self.server.ask("GET", "/sessions")["sessions"]
        done = next(one for one in found if one["session"] == session)
        many = [{**done, "session": f"s{n}", "created_at": done["created_at"] - n * 7 * _HOUR_S} for n in range(_MANY)]
        many[3] = {**many[3], "name": "a-name-as-long-as-phones-give-it-" * 4 + ".mp4", "lifter": "Ana"}
        many[5] = {**many[5], "state": "failed", "reason": _TORN, "reps": None}
        with self._told("**/sessions?*", {"sessions": many, "next": "older"}):
            self._anew("#/")
            expect(self.page.locator(".row.session")).to_have_count(_MANY)
            yield "home"

    def _anew(self, place: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{self.server.address}/{place}")

    def _told(self, pattern: str, answer: Any) -> Any:  # noqa: ANN401 - JSON; a context manager
        return self._routed(pattern, lambda route: route.fulfill(json=answer))

    @contextmanager
    def _routed(self, pattern: str, answer: Callable[[Route], None]) -> Iterator[None]:
        self.page.route(pattern, answer)
        yield
        self.page.unroute(pattern)
