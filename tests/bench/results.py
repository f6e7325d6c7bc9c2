"""All that a run of the bench measured: the file bench.json."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.bench.accuracy import Accuracy, pooled
from tests.bench.bus_speed import BusSpeed
from tests.bench.camera import Filmed
from tests.bench.camera_decoding import Decoding
from tests.bench.camera_page import FilmedByPage
from tests.bench.errors import Summary
from tests.bench.lapsed import Lapsed
from tests.bench.live_load import LiveLoad
from tests.bench.live_soak import LiveMark
from tests.bench.memory import MemoryUse
from tests.bench.page_history import Took
from tests.bench.page_latency import PageLatency
from tests.bench.soak import Soaked
from tests.bench.speed import Speed
from tests.bench.worker_speed import WorkerSpeed


class ClipAccuracy(msgspec.Struct, frozen=True):
    """The accuracy of a clip, or of all (`all`)."""

    name: str
    counts: dict[str, int]
    errors: dict[str, Summary]


class Results(msgspec.Struct):
    """What was measured so far; what wasn't is empty."""

    clips: str
    height_told: bool
    passed_over: list[str] = msgspec.field(default_factory=list)
    """Clips that were not measured and why, a sentence each."""
    accuracy: list[ClipAccuracy] = msgspec.field(default_factory=list)
    models: dict[str, list[ClipAccuracy]] = msgspec.field(default_factory=dict)
    """What each detector with its 2D pose model tells of the pictures."""
    lifting: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    """What each lifter reaches, by lifter and measure, as it is printed."""
    speed: list[Speed] = msgspec.field(default_factory=list)
    memory: MemoryUse | None = None
    gateway: list[LiveLoad] = msgspec.field(default_factory=list)
    camera: list[Filmed] = msgspec.field(default_factory=list)
    camera_decoding: list[Decoding] = msgspec.field(default_factory=list)
    camera_page: list[FilmedByPage] = msgspec.field(default_factory=list)
    bus: BusSpeed | None = None
    workers: WorkerSpeed | None = None
    soak: list[Soaked] = msgspec.field(default_factory=list)
    live: list[LiveMark] = msgspec.field(default_factory=list)
    lapsed: list[Lapsed] = msgspec.field(default_factory=list)
    page_latency: PageLatency | None = None
    page_history: list[Took] = msgspec.field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the file."""
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self)) + b"\n")


def summed_up(parts: Sequence[Accuracy]) -> list[ClipAccuracy]:
    """Give each clip's numbers, then those of all together."""
    return [
        ClipAccuracy(one.name, dict(one.counts), {name: errors.summary() for name, errors in one.errors.items()})
        for one in (*parts, pooled(parts))
    ]
