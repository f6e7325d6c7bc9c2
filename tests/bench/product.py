"""Runs `perfectform analyze` as a user does, and reads what it wrote."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from contracts.form import Rep
from contracts.report import Report
from contracts.vocabulary import ANGLES

Floats = NDArray[np.float64]

_PERFECTFORM: Final = Path(sys.executable).with_name("perfectform")


class ProductError(ValueError):
    """`perfectform analyze` failed; says on which video, and its own last words."""


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    cpu_s: float
    """User and system, of the process and of all that it started."""
    wall_s: float


@dataclass(frozen=True)
class Answers:
    """What a user gets for a video of n frames; NaN: not answered."""

    report: Report
    pts_s: Floats
    """(n,), s."""
    angles_deg: Floats
    """(n, 7), in the order of `contracts.vocabulary.ANGLES`."""
    angles_std_deg: Floats
    joints_in_image: Floats
    """(n, 26, 2), px; NaN also where the score is 0."""
    joints_in_world: Floats
    """(n, 26, 3), m."""

    @property
    def reps(self) -> tuple[Rep, ...]:
        """The reps of all sets, in order."""
        return tuple(rep for part in self.report.sets for rep in part.reps)


def analyze(
    video: Path, out: Path, lift: str, height_m: float | None = None, watched: Callable[[int], object] | None = None
) -> Cost:
    """Analyse a video.

    Args:
        video: the file.
        out: where the results go.
        lift: which one it is.
        height_m: what is told of the lifter's height.
        watched: is called with the process's id when it has begun, and may stay until it is over.

    Raises:
        ProductError: it did not end well.
    """
    told = [] if height_m is None else ["--height", f"{height_m:.3f}"]
    command = [str(_PERFECTFORM), "analyze", str(video), "--lift", lift, *told, "--out", str(out)]
    out.mkdir(parents=True, exist_ok=True)
    began_s = time.monotonic()
    with (out / "analyze.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603 - our own command
        if watched is not None:
            watched(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.monotonic() - began_s
        if process.returncode:
            log.seek(0)
            last = (log.read().strip().splitlines() or ["it said nothing"])[-1]
            raise ProductError(f"perfectform analyze ended with code {process.returncode} on {video}: {last}")
    return Cost(used.ru_utime + used.ru_stime, wall_s)


def answers(out: Path) -> Answers:
    """Read what `analyze` wrote into a folder."""
    table: dict[str, list[Any]] = pq.read_table(out / "frames.parquet").to_pydict()
    scores = _lists(table["joint_scores"], 26)
    return Answers(
        report=msgspec.json.decode((out / "report.json").read_bytes(), type=Report),
        pts_s=np.array(table["pts_s"], float),
        angles_deg=np.stack([np.array(table[f"{name}_deg"], float) for name in ANGLES], axis=1),
        angles_std_deg=np.stack([np.array(table[f"{name}_std_deg"], float) for name in ANGLES], axis=1),
        joints_in_image=np.where(scores[..., None] > 0, _lists(table["joints_in_image"], 26, 2), np.nan),
        joints_in_world=_lists(table["joints_in_world"], 26, 3),
    )


def _lists(rows: list[list[float] | None], *shape: int) -> Floats:
    """Give (n, *shape) of a column of flattened lists; NaN for a null."""
    absent = [np.nan] * int(np.prod(shape))
    return np.array([absent if row is None else row for row in rows], float).reshape(len(rows), *shape)
