"""A phone's video of five squats is dropped, watched while it is understood, and looked back at."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard import Dashboard
from tests.infra.served import Server

SQUATS: Final = 5
_KEEP_COUNT: Final = """() => {
  window.counted = [];
  window.drawn = new Set();
  new MutationObserver(() => {
    const count = document.querySelector(".score .count dd");
    const canvas = document.querySelector(".live .screen canvas");
    if (count && window.counted.at(-1) !== count.textContent) window.counted.push(count.textContent);
    if (canvas) window.drawn.add(canvas.dataset.frame);
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}"""
_PICTURE: Final = "canvas => [canvas.dataset.frame ?? '', canvas.toDataURL('image/jpeg', 0.3)]"


@pytest.fixture
def video(shared: Path) -> Path:
    """The phone's video."""
    return shared / "data" / "opencap" / "squat.mp4"


def test_a_set_is_dropped_watched_and_looked_back_at(
    video: Path, page: Page, dashboard: Dashboard, server: Server
) -> None:
    drop_watch_and_look_back(video, page, dashboard, server)


def drop_watch_and_look_back(video: Path, page: Page, dashboard: Dashboard, server: Server) -> None:
    """Do what a lifter does with a set."""
    dashboard.open_home()
    page.evaluate(_KEEP_COUNT)
    page.get_by_label("Lift").select_option("squat")
    page.get_by_label("Height, cm").fill("180")
    dashboard.drop(video)
    canvas = page.locator(".live .screen canvas")
    canvas.wait_for()
    pictures = set()
    for _ in range(3):
        last, picture = canvas.evaluate(_PICTURE)
        pictures.add(picture)
        expect(canvas).not_to_have_attribute("data-frame", last)
    assert len(pictures) == 3
    dashboard.until_reviewed()
    counted = page.evaluate("window.counted")
    assert counted == [str(count) for count in range(len(counted))]
    assert len(counted) >= SQUATS, "the last rep may be counted in the moment in which the set is over"
    assert len(page.evaluate("[...window.drawn]")) > 50
    look_back(page, dashboard, server)


def look_back(page: Page, dashboard: Dashboard, server: Server) -> None:
    """Follow links to their frames, scrub, and go through it by keys."""
    found = server.ask("GET", f"/sessions/{dashboard.session}")
    assert (found["reps"], found["height_m"], found["lift"]) == (SQUATS, 1.8, "squat")
    cues = [cue for rep in found["sets_found"][0]["reps"] for cue in rep["cues"]]
    assert cues
    for place, cue in enumerate(cues):
        page.locator(".cues a").nth(place).click()
        dashboard.until_at(cue["frame"])
    times = server.ask("GET", f"/sessions/{dashboard.session}/times")["pts_s"]
    for link, check in zip(page.locator(".checks a").all(), found["sets_found"][0]["reps"][0]["checks"], strict=False):
        link.click()
        dashboard.until_at(min(range(len(times)), key=lambda frame, at_s=check["at_s"]: abs(times[frame] - at_s)))  # type: ignore[misc]
    page.get_by_role("button", name="Rep 3").click()
    third_s = found["sets_found"][0]["reps"][2]["start_s"]
    dashboard.until_at(min(range(len(times)), key=lambda frame: abs(times[frame] - third_s)))
    page.get_by_label("Frame", exact=True).fill("400")
    dashboard.until_at(400)
    dashboard.press("ArrowRight", "Shift+ArrowRight", "ArrowLeft")
    dashboard.until_at(410)


def test_the_keyboard_is_enough(squat: Path, page: Page, dashboard: Dashboard) -> None:
    dashboard.open_home()
    with page.expect_file_chooser() as chooser:
        reach(page, "input[type=file]")
        page.keyboard.press("Enter")
    chooser.value.set_files(squat)
    dashboard.until_reviewed()
    expect(page).to_have_title("squat.mp4 · Perfect Form")
    expect(page.locator("main")).to_be_focused()
    dashboard.press("End", "Home", "ArrowRight")
    dashboard.until_at(1)
    reach(page, ".checks a")
    page.keyboard.press("Enter")
    expect(dashboard.told).not_to_have_attribute("data-frame", "1")
    dashboard.press("Home")
    dashboard.until_at(0)
    reach(page, ".play", backwards=True)
    page.keyboard.press("Space")
    expect(dashboard.told).not_to_have_attribute("data-frame", "0")
    reach(page, ".tools button:last-child", backwards=True)
    for key in ("Escape", "Enter"):  # the second presses "Keep it", which has the focus
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(page.get_by_role("button", name="Keep it")).to_be_focused()
        dashboard.press(key)
        expect(page.locator("dialog")).to_have_count(0)  # also none that is closed, but not told yet
        expect(page.locator(".tools button:last-child")).to_be_focused()


def reach(page: Page, selector: str, *, backwards: bool = False) -> None:
    """Press tab until an element has the focus."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} can't be reached by tab")
