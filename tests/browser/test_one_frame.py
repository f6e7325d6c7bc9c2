"""Whatever the player does, its picture, what it says, and the plots' mark are of one frame."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Upload
from tests.browser.dashboard import Dashboard
from tests.browser.looking import Sample, seen, start_looking
from tests.browser.numbered import FRAMES, KINDS
from tests.infra.served import Server

LINKED = 40


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_picture_and_what_is_told_of_it_are_of_one_frame(
    kind: str, tmp_path: Path, dashboard: Dashboard, server: Server, done: Upload
) -> None:
    make, first = KINDS[kind]
    session = done(make(tmp_path / f"{kind}.mp4"))
    times = server.ask("GET", f"/sessions/{session}/times")["pts_s"]
    assert len(times) == FRAMES
    dashboard.page.goto(f"{dashboard.address}/#/")
    start_looking(dashboard.page, "review")
    dashboard.open_session(session, LINKED)
    samples = seen(dashboard.page)
    for source in ("With skeleton", "Original"):
        dashboard.click(source)
        samples += walked(dashboard)
    samples += played(dashboard)
    whole_s = max(server.ask("GET", f"/sessions/{session}")["video"]["duration_s"], times[-1])
    for sample in samples:
        check(sample, first, times, whole_s)
    assert {sample.told for sample in samples if sample.number is not None} >= {0, 1, LINKED, FRAMES - 2, FRAMES - 1}


def walked(dashboard: Dashboard) -> list[Sample]:
    """Go to frames in every way, in both directions, and wait only at the ends."""
    dashboard.until_at(dashboard.frame)
    for keys, ends_at in (
        (["Home"], 0),
        (["ArrowRight"], 1),
        (["ArrowRight"] * 7 + ["ArrowLeft"] * 3, 5),
        (["Shift+ArrowRight"] * 3, 35),
        (["End"], FRAMES - 1),
        (["ArrowLeft"], FRAMES - 2),
        (["Shift+ArrowLeft", "ArrowRight"], FRAMES - 11),
    ):
        dashboard.press(*keys)
        dashboard.until_at(ends_at)
    scrub(dashboard, 0.2, 0.9, 0.4)
    dashboard.page.get_by_label("Frame", exact=True).fill(str(LINKED))
    dashboard.until_at(LINKED)
    return seen(dashboard.page)


def scrub(dashboard: Dashboard, *shares: float) -> None:
    """Drag the scrubber."""
    box = dashboard.page.locator(".scrubber").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    dashboard.page.mouse.move(box["x"] + box["width"] / 2, y)
    dashboard.page.mouse.down()
    for share in shares:
        dashboard.page.mouse.move(box["x"] + box["width"] * share, y, steps=12)
    dashboard.page.mouse.up()


def played(dashboard: Dashboard) -> list[Sample]:
    """Play from the link's frame to the end."""
    dashboard.press(" ")
    dashboard.until_at(FRAMES - 1)
    expect(dashboard.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    samples = seen(dashboard.page)
    shown = [sample.told for sample in samples]
    assert all(before <= after for before, after in pairwise(shown)), shown
    assert len(set(shown)) > 5
    return samples


def check(sample: Sample, first: int, times: list[float], whole_s: float) -> None:
    """The number in the picture is the frame that is told, its time, and where the mark stands."""
    if sample.number is None:
        return
    frame: int = sample.number - first
    assert sample.told == frame
    assert seconds(sample.time) == pytest.approx(times[frame], abs=0.006)
    cursor: Any = sample.said["cursor"]
    if cursor is not None:
        assert cursor * whole_s == pytest.approx(times[frame], abs=sample.said["pixel"] * whole_s)


def seconds(written: str) -> float:
    """Read m:ss.cc."""
    found = re.fullmatch(r"(\d+):(\d\d\.\d\d)", written)
    assert found is not None, written
    return 60 * int(found[1]) + float(found[2])
