"""How fast `perfectform analyze` is: its CPU time against the sum of its bare parts, and its time on the wall."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.table import Table

from contracts.report import Report
from tests.bench.accuracy_tables import number, plain
from tests.bench.bare_parts import PARTS, BareParts
from tests.bench.product import analyze
from tests.bench.videos import beginning


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """What one video took; CPU is user and system, of all processes."""

    name: str
    width: int
    height: int
    frames: int
    duration_s: float
    parts_cpu_s: dict[str, float]
    parts_calls: dict[str, int]
    analyze_cpu_s: float
    analyze_wall_s: float
    start_cpu_s: float
    """Of an analysis of one frame: interpreter, imports, models."""

    @property
    def parts_sum_cpu_s(self) -> float:
        """What the bare parts come to."""
        return sum(self.parts_cpu_s.values())

    def ms_a_frame(self, seconds: float) -> float:
        """Spread seconds over the frames."""
        return 1000 * seconds / self.frames


def measure(video: Path, lift: str, parts: BareParts) -> Speed:
    """Measure one video.

    Raises:
        ProductError: `analyze` fails on it.
        VideoMakingError: its first frame can't be cut off.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, one = Path(folder) / "out", Path(folder) / "one.mp4"
        cost = analyze(video, out, lift)
        report = msgspec.json.decode((out / "report.json").read_bytes(), type=Report)
        beginning(video, 1, one)
        start = analyze(one, Path(folder) / "start", lift)
    meter = parts.measure(video)
    return Speed(
        name=video.stem,
        width=report.video.width,
        height=report.video.height,
        frames=report.video.frames,
        duration_s=report.video.duration_s,
        parts_cpu_s={part: meter.cpu_s[part] for part in PARTS},
        parts_calls={part: meter.calls[part] for part in PARTS},
        analyze_cpu_s=cost.cpu_s,
        analyze_wall_s=cost.wall_s,
        start_cpu_s=start.cpu_s,
    )


def parts_table(speeds: Sequence[Speed]) -> Table:
    """Give CPU milliseconds a frame, part by part, a column for each video."""
    table = plain(["CPU ms/frame", *(f"{speed.name} ({speed.width}x{speed.height})" for speed in speeds)])
    for part in PARTS:
        table.add_row(part, *(_part_cell(speed, part) for speed in speeds))
    table.add_row("sum of the parts", *(number(s.ms_a_frame(s.parts_sum_cpu_s), 2) for s in speeds))
    table.add_row("analyze", *(number(s.ms_a_frame(s.analyze_cpu_s), 2) for s in speeds))
    table.add_row("ratio (goal: at most 1.25)", *(number(s.analyze_cpu_s / s.parts_sum_cpu_s, 2) for s in speeds))
    table.add_row("of analyze, start and models", *(number(s.ms_a_frame(s.start_cpu_s), 2) for s in speeds))
    table.add_row(
        "ratio without these",
        *(number((s.analyze_cpu_s - s.start_cpu_s) / s.parts_sum_cpu_s, 2) for s in speeds),
    )
    return table


def wall_table(speeds: Sequence[Speed]) -> Table:
    """Give the time on the wall against real time, a row for each video."""
    table = plain(["video", "frames", "lasts s", "analyze wall s", "ms/frame", "frames/s", "x real time at 30 fps"])
    for speed in speeds:
        rate = speed.frames / speed.analyze_wall_s
        table.add_row(
            speed.name,
            str(speed.frames),
            number(speed.duration_s),
            number(speed.analyze_wall_s),
            number(speed.ms_a_frame(speed.analyze_wall_s)),
            number(rate),
            number(rate / 30, 2),
        )
    return table


def _part_cell(speed: Speed, part: str) -> str:
    calls = speed.parts_calls[part]
    cost = number(speed.ms_a_frame(speed.parts_cpu_s[part]), 2)
    return cost if calls == speed.frames else f"{cost} ({calls} calls)"
