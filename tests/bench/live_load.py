"""What 50 watchers cost the gateway, of whom one is slow and one never reads, against bare websockets."""

import subprocess
import sys
from typing import Final

import msgspec
import numpy as np
from rich.table import Table

from tests.bench.accuracy_tables import number, plain

SESSION: Final = "benchbench01"
CLIENTS: Final = 50
FPS: Final = 30
SECONDS: Final = 10
SLOW_S: Final = 0.5
"""How long the slow client takes for each view."""
JPEG_BYTES: Final = 60 << 10
KINDS: Final = ("bare", "gateway")


class Used(msgspec.Struct):
    """What a server took."""

    cpu_s: float
    rss_before_mib: float
    rss_after_mib: float


class Seen(msgspec.Struct):
    """What the clients that read saw."""

    views: list[int] = msgspec.field(default_factory=list)
    """Of each client that reads as fast as it can."""
    slow: int = 0
    """Of the one that takes its time."""
    latencies_s: list[float] = msgspec.field(default_factory=list)
    """From the moment the judge's answer is published to the decoded view of a client that reads as fast as it can."""


class LiveLoad(msgspec.Struct, frozen=True, kw_only=True):
    """One server under 50 clients."""

    server: str
    cpu_s: float
    views: int
    """That reached clients, all together."""
    least_fps: float
    most_fps: float
    """Views a second: of the client that got the fewest, and the one that got the most, of those that read at once."""
    slow_fps: float
    """Of the one that takes its time."""
    p50_ms: float
    p99_ms: float
    grown_mib: float
    """Of the server's peak memory, from before the first view to after the last."""

    @property
    def cpu_us_a_view(self) -> float:
        """CPU for each view that reached a client, microseconds."""
        return 1e6 * self.cpu_s / max(1, self.views)


def measure(kind: str) -> LiveLoad:
    """Load one server: `gateway` or `bare`."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    server = subprocess.Popen([sys.executable, "-m", "tests.bench.live_server", kind], **pipes)  # type: ignore[call-overload] # noqa: S603 - ours
    port = server.stdout.readline().strip()
    clients = subprocess.Popen([sys.executable, "-m", "tests.bench.live_clients", port], **pipes)  # type: ignore[call-overload] # noqa: S603 - ours
    clients.stdout.readline()
    told, _ = server.communicate("go\n")
    saw, _ = clients.communicate()
    used, seen = msgspec.json.decode(told, type=Used), msgspec.json.decode(saw, type=Seen)
    p50_ms, p99_ms = np.percentile(np.array(seen.latencies_s or [np.nan]) * 1000, [50, 99]).tolist()
    grown_mib = used.rss_after_mib - used.rss_before_mib
    return LiveLoad(
        server=kind,
        cpu_s=used.cpu_s,
        views=sum(seen.views) + seen.slow,
        least_fps=min(seen.views) / SECONDS,
        most_fps=max(seen.views) / SECONDS,
        slow_fps=seen.slow / SECONDS,
        p50_ms=p50_ms,
        p99_ms=p99_ms,
        grown_mib=grown_mib,
    )


def load_table(loads: list[LiveLoad]) -> Table:
    """Give a row for each server."""
    rates = ("views/s: least", "most", "slow one")
    table = plain(["server", "CPU s", "views", *rates, "CPU us a view", "times bare", "p50 ms", "p99 ms", "grown MiB"])
    for load in loads:
        table.add_row(
            load.server,
            number(load.cpu_s, 2),
            str(load.views),
            *(number(fps, 1) for fps in (load.least_fps, load.most_fps, load.slow_fps)),
            number(load.cpu_us_a_view, 0),
            number(load.cpu_us_a_view / loads[0].cpu_us_a_view, 2),
            number(load.p50_ms, 1),
            number(load.p99_ms, 1),
            number(load.grown_mib, 1),
        )
    return table
