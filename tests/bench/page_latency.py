"""How long it takes from a frame's release, by a producer paced like a camera, to its picture on the page."""

import threading
from typing import Any, Final

import msgspec
import numpy as np
from playwright.sync_api import Page
from rich.table import Table
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.bench.accuracy_tables import number, plain
from tests.browser.chromium import chromium
from tests.infra.served import Server, running

_SESSION: Final = "sample"
_LIMIT_MS: Final = 180_000
NOTE_DRAWN: Final = """() => {
  window.drawn = {};
  const channel = new MessageChannel();
  channel.port1.onmessage = ({ data }) => (window.drawn[data] ??= (performance.timeOrigin + performance.now()) / 1000);
  new MutationObserver(() => {
    const frame = document.querySelector(".live .screen canvas")?.dataset.frame;
    if (frame !== undefined && !(frame in window.drawn)) channel.port2.postMessage(frame);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-frame"] });
}"""
"""Heard once the page's frame with the drawn canvas has been handed on, as messages come after it."""


class PageLatency(msgspec.Struct, frozen=True, kw_only=True):
    """From the release of a frame to its picture on the page."""

    frames: int
    """Of the set."""
    seen: int
    """How many of them were on the page; the newest wins where it can't keep up."""
    p50_ms: float
    p99_ms: float
    chromium: str


def measure() -> PageLatency:
    """Play the sample set as `perfectform demo` does, with a page open from its first frame on."""
    with running(["demo", "--serve"], BROWSER="true") as server, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{server.address}/#/sessions/{_SESSION}")
        page.locator(".live .screen canvas").wait_for()
        released = _watch_again(server, page)
        drawn: dict[str, float] = page.evaluate("window.drawn")
        version = browser.version
        frames = len(server.ask("GET", f"/sessions/{_SESSION}/times")["frame"])
    took_s = [at_s - released[int(frame)] for frame, at_s in drawn.items() if int(frame) in released]
    p50_ms, p99_ms = np.percentile(np.array(took_s or [np.nan]) * 1000, [50, 99]).tolist()
    return PageLatency(frames=frames, seen=len(took_s), p50_ms=p50_ms, p99_ms=p99_ms, chromium=version)


def latency_table(latency: PageLatency) -> Table:
    """Give one row."""
    table = plain(["frames", "on the page", "p50 ms", "p99 ms"])
    table.add_row(str(latency.frames), str(latency.seen), number(latency.p50_ms, 0), number(latency.p99_ms, 0))
    return table


def _watch_again(server: Server, page: Page) -> dict[int, float]:
    """Begin the set anew, and wait for its end; give when each frame was released, seconds since the epoch."""
    released = dict[int, float]()
    listening = threading.Thread(target=_listen, args=(server.address, released))
    page.evaluate(NOTE_DRAWN)
    page.request.post(f"{server.address}/sessions/{_SESSION}/runs", data={})
    server.until(_SESSION, "uploaded", "queued", "running")
    listening.start()
    page.locator(".transport output").wait_for(timeout=_LIMIT_MS)
    listening.join()
    return released


def _listen(address: str, released: dict[int, float]) -> None:
    """Note when each frame was released, until the session is done."""
    url = f"{address.replace('http', 'ws', 1)}/live/{_SESSION}"
    try:
        with connect(url, max_size=None, compression=None) as socket:
            for data in socket:
                assert isinstance(data, bytes)
                message: dict[str, Any] = msgspec.msgpack.decode(data)
                if message["type"] == "view":
                    released[message["frame"]] = message["form"]["trace"]["received_at"]
                    socket.send(msgspec.msgpack.encode({"type": "ack", "frame": message["frame"]}))
                elif message["type"] == "event" and _is_over(message["event"]):
                    return
    except ConnectionClosed:
        return


def _is_over(event: dict[str, Any]) -> bool:
    return event["type"] == "session" and event["session"]["state"] in ("done", "failed")
