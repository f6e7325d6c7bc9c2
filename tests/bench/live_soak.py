"""One live session for a while, filmed by a page and watched on another one: the memory of the server and of both."""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from playwright.sync_api import Browser, Page
from rich.table import Table

from tests.bench.accuracy_tables import number, plain
from tests.bench.camera import SAMPLE
from tests.bench.soak import resident_mib
from tests.browser.chromium import chromium
from tests.browser.fake_camera import camera_flags
from tests.infra.served import Server, serving

_LIMIT_MS: Final = 60_000
_BYTES_A_MIB: Final = 1 << 20


class LiveMark(msgspec.Struct, frozen=True, kw_only=True):
    """The session after so many minutes."""

    minutes: float
    frames: int
    """Of the session, so far."""
    dropped: int
    reps: int
    server_mib: float
    """Resident memory."""
    renderers_mib: float
    """Resident memory of the browser's processes that hold the two pages."""
    filming_heap_mib: float
    """What the page's script holds on to, once its garbage is collected."""
    watching_heap_mib: float


def measure(minutes: Sequence[float]) -> list[LiveMark]:
    """Film and watch, and look at these minutes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "data") as server,
        chromium(*camera_flags(SAMPLE, Path(folder))) as browser,
    ):
        filming, watching = _opened(server, browser)
        began_s, marks = time.monotonic(), list[LiveMark]()
        for mark in sorted(minutes):
            watching.wait_for_timeout(1000 * max(0.0, began_s + 60 * mark - time.monotonic()))
            marks.append(_mark(mark, server, browser, filming, watching))
            sys.stderr.write(f"{marks[-1]}\n")
        filming.get_by_role("button", name="End the session").click()
        filming.locator("[data-stage=over]").wait_for(timeout=_LIMIT_MS)
        return marks


def live_soak_table(marks: Sequence[LiveMark]) -> Table:
    """Give a row a mark."""
    heads = ("server MiB", "renderers MiB", "filming page's heap MiB", "watching page's heap MiB")
    table = plain(["min", "frames", "dropped", "reps", *heads])
    for one in marks:
        mib = (one.server_mib, one.renderers_mib, one.filming_heap_mib, one.watching_heap_mib)
        counts = (str(one.frames), str(one.dropped), str(one.reps))
        table.add_row(f"{one.minutes:g}", *counts, *(number(size, 1) for size in mib))
    return table


def _opened(server: Server, browser: Browser) -> tuple[Page, Page]:
    filming = browser.new_context(permissions=["camera"]).new_page()
    filming.goto(f"{server.address}/#/camera")
    filming.get_by_role("button", name="Start").click()
    filming.locator("[data-stage=filming]").wait_for(timeout=_LIMIT_MS)
    watching = browser.new_context().new_page()
    watching.goto(f"{server.address}/#/sessions/{_session(server)['session']}")
    watching.locator(".live .screen canvas").wait_for(timeout=_LIMIT_MS)
    return filming, watching


def _session(server: Server) -> dict[str, int]:
    (one,) = server.ask("GET", "/sessions")["sessions"]
    found: dict[str, int] = one
    return found


def _mark(minutes: float, server: Server, browser: Browser, filming: Page, watching: Page) -> LiveMark:
    session = _session(server)
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return LiveMark(
        minutes=minutes,
        frames=1 + int(watching.locator(".live .screen canvas").first.get_attribute("data-frame") or -1),
        dropped=session["frames_dropped"],
        reps=session["reps"],
        server_mib=resident_mib(server.process.pid),
        renderers_mib=sum(resident_mib(one["id"]) for one in processes if one["type"] == "renderer"),
        filming_heap_mib=_heap_mib(filming),
        watching_heap_mib=_heap_mib(watching),
    )


def _heap_mib(page: Page) -> float:
    devtools = page.context.new_cdp_session(page)
    devtools.send("HeapProfiler.collectGarbage")
    used: float = devtools.send("Runtime.getHeapUsage")["usedSize"] / _BYTES_A_MIB
    devtools.detach()
    return used
