"""Where the wrong person was followed, a tap on the right one works on the set again."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard import Dashboard
from tests.infra.served import Server
from tests.producers.recording import ffmpeg


@pytest.fixture
def two_people(shared: Path, tmp_path: Path) -> Path:
    """A second and a half of a rendered squat with a spotter."""
    path = tmp_path / "two.mp4"
    small = ("-vf", "scale=360:640", "-r", "15", "-frames:v", "24", "-preset", "ultrafast", "-threads", "1")
    ffmpeg("-ss", "4", "-i", shared / "data" / "studio" / "squat_rear_spotter.mp4", *small, path)
    return path


def test_a_tap_on_another_person_runs_it_again(
    two_people: Path, page: Page, dashboard: Dashboard, server: Server
) -> None:
    session = server.upload(two_people)
    first = server.until(session, "done")
    dashboard.open_session(session, 20)
    before = server.ask("GET", f"/sessions/{session}/people?frame=20")
    dashboard.click("Wrong person?")
    boxes = page.locator(".people .box")
    expect(boxes).to_have_count(len(before["people"]))
    dashboard.until_at(before["frame"])  # the boxes are of the frame that is shown
    other = next(person for person in before["people"] if person["track"] != before["lifter"])
    page.locator(".people .box:not(.lifter)").first.click()
    expect(page.locator(".state.done")).to_have_count(0)
    dashboard.until_reviewed()
    second = server.until(session, "done")
    assert second["run"] != first["run"]
    assert [run["run"] for run in second["runs"]] == [second["run"], first["run"]]
    after = server.ask("GET", f"/sessions/{session}/people?frame={before['frame']}")
    followed = next(person for person in after["people"] if person["track"] == after["lifter"])
    assert middle_x(followed) == pytest.approx(middle_x(other), abs=20)
    assert middle_x(followed) != pytest.approx(middle_x(lifter_of(before)), abs=20)


def test_who_is_followed_goes_away_with_the_frame(
    two_people: Path, page: Page, dashboard: Dashboard, server: Server
) -> None:
    session = server.upload(two_people)
    server.until(session, "done")
    dashboard.open_session(session)
    dashboard.click("Wrong person?")
    expect(page.locator(".people")).to_be_visible()
    dashboard.press("ArrowRight")
    expect(page.locator(".people")).to_have_count(0)


def lifter_of(people: dict[str, Any]) -> dict[str, Any]:
    """Who is followed."""
    found: dict[str, Any] = next(one for one in people["people"] if one["track"] == people["lifter"])
    return found


def middle_x(person: dict[str, Any]) -> float:
    """Where somebody is [px]."""
    return float(person["box_in_image"][0] + person["box_in_image"][2]) / 2
