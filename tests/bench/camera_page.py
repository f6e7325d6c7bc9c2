"""The page that films, in a browser with a camera that plays the sample set, over good links and bad ones."""

import asyncio
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal, Self

import msgspec
import numpy as np
from playwright.sync_api import Page, expect
from rich.table import Table

from tests.bench.accuracy_tables import number, plain
from tests.bench.camera import SAMPLE, Heard
from tests.browser.chromium import chromium
from tests.browser.fake_camera import numbered_camera_flags
from tests.browser.numbers import from_taken_to_shown_s, numbers, read_numbers
from tests.infra.cameras.proxy import Link, link_to
from tests.infra.served import Server, serving

_LIMIT_MS: Final = 60_000
_SECONDS: Final = 15
_CUT_S: Final = 5
_MBIT_BYTES_S: Final = 125_000.0


def _cut(link: Link) -> None:
    link.cut()
    threading.Timer(_CUT_S, link.mend).start()


def _narrow(link: Link) -> None:
    link.bytes_s = _MBIT_BYTES_S


def _long_and_narrow(link: Link) -> None:
    link.delay_s = 0.2
    _narrow(link)


Pictures = Literal["JPEG", "H.264"]
PICTURES: Final[tuple[Pictures, ...]] = ("JPEG", "H.264")
_NO_ENCODER: Final = "delete globalThis.VideoEncoder"
"""A page in such a browser stays with JPEGs."""
LINKS: Final[dict[str, Callable[[Link], None]]] = {
    "wide": lambda _: None,
    "200 ms each way": lambda link: setattr(link, "delay_s", 0.2),
    "1 Mbit/s": _narrow,
    "200 ms each way, 1 Mbit/s": _long_and_narrow,
    "1 Mbit/s from mid-set on": lambda link: threading.Timer(_SECONDS / 2, _narrow, [link]).start(),
    "cut for 5 s": _cut,
}


class FilmedByPage(msgspec.Struct, frozen=True, kw_only=True):
    """A session that the page filmed over one link, watched on another page."""

    link: str
    pictures: Pictures
    kbytes_s: float
    """That left the phone's page."""
    fps: float
    """Frames that came, a second, over the whole time; those that every stage looked at are fewer by `dropped`."""
    dropped: int
    sessions: int
    """How many sessions it became: 1, whatever happens to the link."""
    stale_p50_ms: float
    stale_p99_ms: float
    """From a frame's capture on the phone's page to its arrival at the server."""
    pixels_p50_ms: float
    pixels_p99_ms: float
    """From a picture's capture to its pixels on the page that watches, by the number drawn into it; of `shown`."""
    shown: int


class Linked:
    """Links to a server, in a thread with an event loop of its own."""

    def __init__(self, goal: int) -> None:
        self._goal = goal
        self._there = threading.Event()
        self._over: asyncio.Event
        self._loop: asyncio.AbstractEventLoop
        self.link: Link
        self.heard = Heard()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._there.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.call(self._over.set)
        self._thread.join()

    def call(self, what: Callable[[], object]) -> None:
        """Do something in the links' own thread."""
        self._loop.call_soon_threadsafe(what)

    def watch(self, url: str) -> None:
        """Listen to a session."""
        self.call(lambda: setattr(self, "_watching", asyncio.ensure_future(self.heard.watch(url))))

    async def _run(self) -> None:
        self._over, self._loop = asyncio.Event(), asyncio.get_running_loop()
        async with link_to(self._goal) as self.link:
            self._there.set()
            await self._over.wait()


def measure(name: str, pictures: Pictures) -> FilmedByPage:
    """Film for a while over one kind of link, with one kind of pictures."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "data") as server:
        port = int(server.address.rsplit(":", 1)[1])
        with Linked(port) as linked:
            flags = numbered_camera_flags(SAMPLE, Path(folder))
            rules = f"--host-resolver-rules=MAP localhost 127.0.0.1:{linked.link.port}"
            with chromium(*flags, rules) as browser:
                filming = browser.new_context(permissions=["camera"]).new_page()
                watching = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
                if pictures == "JPEG":
                    filming.add_init_script(_NO_ENCODER)
                return _filmed(name, pictures, server, linked, filming, watching)


def _filmed(  # noqa: PLR0913, PLR0917 - all that takes part
    name: str, pictures: Pictures, server: Server, linked: Linked, filming: Page, watching: Page
) -> FilmedByPage:
    port = server.address.rsplit(":", 1)[1]
    filming.goto(f"http://localhost:{port}/#/camera")
    filming.get_by_role("button", name="Start").click()
    filming.locator("[data-stage=filming]").wait_for(timeout=_LIMIT_MS)
    (session,) = (one["session"] for one in server.ask("GET", "/sessions")["sessions"])
    watching.goto(f"{server.address}/#/sessions/{session}")
    watching.locator(".live .screen canvas").wait_for(timeout=_LIMIT_MS)
    read_numbers(filming, "readFilmed")
    read_numbers(watching, "readShown")
    linked.call(lambda: LINKS[name](linked.link))
    linked.watch(f"{server.address.replace('http', 'ws', 1)}/live/{session}?pictures=no")
    expect(filming.locator(".detail")).to_contain_text(f"p {pictures},")
    before_bytes, began_s = linked.link.carried_bytes, time.monotonic()
    watching.wait_for_timeout(1000 * _SECONDS)
    bytes_s = (linked.link.carried_bytes - before_bytes) / (time.monotonic() - began_s)
    pixels_s = from_taken_to_shown_s(numbers(filming), numbers(watching))
    filming.get_by_role("button", name="End the session").click()
    filming.locator("[data-stage=over]").wait_for(timeout=_LIMIT_MS)
    done = server.until(session, "done")
    stale_p50_ms, stale_p99_ms = _percentiles(linked.heard.stale_s)
    pixels_p50_ms, pixels_p99_ms = _percentiles(pixels_s)
    return FilmedByPage(
        link=name,
        pictures=pictures,
        kbytes_s=bytes_s / 1000,
        fps=done["video"]["fps"],
        dropped=done["frames_dropped"],
        sessions=len(server.ask("GET", "/sessions")["sessions"]),
        stale_p50_ms=stale_p50_ms,
        stale_p99_ms=stale_p99_ms,
        pixels_p50_ms=pixels_p50_ms,
        pixels_p99_ms=pixels_p99_ms,
        shown=len(pixels_s),
    )


def _percentiles(times_s: list[float]) -> tuple[float, float]:
    p50_ms, p99_ms = np.percentile(np.array(times_s or [np.nan]) * 1000, [50, 99]).tolist()
    return p50_ms, p99_ms


def camera_page_table(filmed: list[FilmedByPage]) -> Table:
    """Give a row for each link."""
    table = plain(
        [
            "link",
            "pictures",
            "kB/s",
            "frames/s",
            "dropped",
            "sessions",
            "stale p50 ms",
            "p99 ms",
            "to pixels p50 ms",
            "p99 ms",
            "shown",
        ]
    )
    for one in filmed:
        times = (one.stale_p50_ms, one.stale_p99_ms, one.pixels_p50_ms, one.pixels_p99_ms)
        counts = (str(one.dropped), str(one.sessions))
        way = (one.link, one.pictures, number(one.kbytes_s, 0))
        table.add_row(*way, number(one.fps, 1), *counts, *(number(ms, 0) for ms in times), str(one.shown))
    return table
