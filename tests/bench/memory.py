"""How much memory `perfectform analyze` takes while a long video goes through: of itself and all that it started."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from rich.table import Table

from tests.bench.accuracy_tables import number, plain
from tests.bench.product import analyze
from tests.bench.truth import Truth
from tests.bench.videos import minutes_of

_PROC: Final = Path("/proc")
_EVERY_S: Final = 1.0
_KIB_A_MIB: Final = 1024
_ENDED: Final = "Z"


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Memory when the video had come so far, resident sets of all processes added up."""

    minutes: float
    """Media time."""
    now_mib: float
    peak_mib: float
    """The most until then."""


class MemoryUse(msgspec.Struct, frozen=True, kw_only=True):
    """What a long video took."""

    name: str
    wall_s: float
    peak_mib: float
    marks: list[Mark]


@dataclass(frozen=True)
class Sample:
    """One look at the processes."""

    share: float
    """How much of the video's file has been read, 0..1."""
    mib: float


def can_measure() -> bool:
    """Tell whether this system says what processes take."""
    return (_PROC / "self" / "status").is_file()


def measure(clip: Truth, minutes: Sequence[float]) -> MemoryUse:
    """Play a clip over and over at 1080p, and look at the memory every second.

    Args:
        clip: what is played.
        minutes: the media times to tell of; the last one is how long the video is.

    Raises:
        ProductError: `analyze` fails.
        VideoMakingError: the video can't be made.
    """
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "long.mp4"
        minutes_of(clip.video, max(minutes), video)
        samples = list[Sample]()
        cost = analyze(video, Path(folder) / "out", clip.lift, watched=_watch(video, samples))
    return MemoryUse(
        name=clip.name,
        wall_s=cost.wall_s,
        peak_mib=max(sample.mib for sample in samples),
        marks=[mark_at(samples, wanted, max(minutes)) for wanted in sorted(minutes)],
    )


def mark_at(samples: Sequence[Sample], minutes: float, lasts_minutes: float) -> Mark:
    """Tell what was taken when a video of `lasts_minutes` had come to `minutes`; at the end: with the last frame."""
    until = [sample for sample in samples if sample.share * lasts_minutes <= minutes] or samples[:1]
    furthest = max(sample.share for sample in until)
    now = next(sample.mib for sample in until if sample.share == furthest)
    return Mark(minutes=minutes, now_mib=now, peak_mib=max(sample.mib for sample in until))


def memory_table(use: MemoryUse) -> Table:
    """Give a row for each mark."""
    table = plain(["1080p video has come to", "RSS MiB", "peak so far MiB"])
    for mark in use.marks:
        table.add_row(f"{mark.minutes:g} min", number(mark.now_mib, 0), number(mark.peak_mib, 0))
    table.add_row("until analyze ended", "-", number(use.peak_mib, 0))
    return table


def _watch(video: Path, samples: list[Sample]) -> Callable[[int], None]:
    size = video.stat().st_size

    def watch(pid: int) -> None:
        while _state(pid) != _ENDED:
            mib = sum(_rss_mib(process) for process in _tree(pid))
            samples.append(Sample(_position(pid, video) / size, mib))
            time.sleep(_EVERY_S)

    return watch


def _state(pid: int) -> str:
    return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]


def _tree(pid: int) -> Iterator[int]:
    """Give a process and all that it started, and so on; some may end meanwhile."""
    yield pid
    with suppress(OSError):
        for thread in (_PROC / str(pid) / "task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _tree(int(child))


def _rss_mib(pid: int) -> float:
    with suppress(OSError):
        for line in (_PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / _KIB_A_MIB
    return 0.0


def _position(pid: int, video: Path) -> int:
    """Tell how many bytes into the file the process has read."""
    furthest = 0
    with suppress(OSError):
        for descriptor in (_PROC / str(pid) / "fd").iterdir():
            with suppress(OSError):
                if descriptor.readlink() == video.resolve():
                    told = (_PROC / str(pid) / "fdinfo" / descriptor.name).read_text()
                    furthest = max(furthest, int(told.split()[1]))
    return furthest
