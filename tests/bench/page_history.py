"""How the page keeps up with a long past: ten minutes at 60 frames a second, and a list of 10,000 sessions."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from playwright.sync_api import Page
from rich.table import Table

from tests.bench.accuracy_tables import number, plain
from tests.bench.made_history import LONGEST
from tests.browser.chromium import chromium
from tests.infra.served import CHECKOUT, Server, serving

FRAMES: Final = 36_000
LISTS: Final = (10, 10_000)
_STEPS: Final = 150
_LISTED: Final = 40
_SCRUB: Final = """async (steps) => {
  const [scrubber, told] = [document.querySelector(".scrubber"), document.querySelector(".transport output")];
  const [last, took] = [Number(scrubber.max), []];
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let step = 1; step <= steps; step++) {
    const wanted = Math.round(last * (0.5 + 0.45 * Math.sin(step / 7)));
    const began = performance.now();
    scrubber.value = String(wanted);
    scrubber.dispatchEvent(new InputEvent("input", { bubbles: true }));
    while (Number(told.dataset.frame) !== wanted) await frame();
    took.push(performance.now() - began);
  }
  return took;
}"""
_LIST: Final = """async (times) => {
  const took = [];
  for (let time = 0; time < times; time++) {
    const began = performance.now();
    await (await fetch("/sessions?limit=20")).json();
    took.push(performance.now() - began);
  }
  return took;
}"""


class Took(msgspec.Struct, frozen=True, kw_only=True):
    """What one thing took, again and again."""

    what: str
    times: int
    p50_ms: float
    p99_ms: float


def measure() -> list[Took]:
    """Make a past for each length of list, and look at it; in the longest, scrub."""
    found = list[Took]()
    for sessions in LISTS:
        longest = sessions == max(LISTS)
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            _make(data, sessions, FRAMES if longest else 1)
            with serving(data) as server, chromium() as browser:
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                found.append(_listed(page, server, sessions))
                if longest:
                    found.append(_scrubbed(page, server))
    return found


def history_table(found: list[Took]) -> Table:
    """Give a row for each."""
    table = plain(["what", "times", "p50 ms", "p99 ms"])
    for took in found:
        table.add_row(took.what, str(took.times), number(took.p50_ms, 1), number(took.p99_ms, 1))
    return table


def _make(data: Path, sessions: int, frames: int) -> None:
    """In a process of its own, as one opens one database only."""
    command = [sys.executable, "-m", "tests.bench.made_history", str(data), str(sessions), str(frames)]
    subprocess.run(command, cwd=CHECKOUT, check=True)  # noqa: S603 - ours


def _listed(page: Page, server: Server, sessions: int) -> Took:
    page.goto(f"{server.address}/#/")
    page.locator(".row.session").first.wait_for()
    return _took(f"the newest page of {sessions:,} sessions", page.evaluate(_LIST, _LISTED))


def _scrubbed(page: Page, server: Server) -> Took:
    page.goto(f"{server.address}/#/sessions/{LONGEST}")
    page.locator(f".scrubber[max='{FRAMES - 1}']").wait_for()
    return _took(f"one scrub step in {FRAMES:,} frames, till its picture is shown", page.evaluate(_SCRUB, _STEPS))


def _took(what: str, took_ms: list[float]) -> Took:
    p50_ms, p99_ms = np.percentile(took_ms, [50, 99]).tolist()
    return Took(what=what, times=len(took_ms), p50_ms=p50_ms, p99_ms=p99_ms)
