"""Two live sessions for a while through a whole run: the memory of each of its processes."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec
from rich.table import Table

from infra.kafka.broker import Broker
from tests.bench.accuracy_tables import number, plain
from tests.infra.served import CHECKOUT, command
from tests.infra.up.brought_up import brought_up, processes_of

_CLIP: Final = CHECKOUT / "infra" / "sample" / "squat.mp4"
_SESSIONS: Final = 2
_WORKERS: Final = "2"
_KIB_A_MIB: Final = 1024
_LOOK_S: Final = 1.0


class Soaked(msgspec.Struct, frozen=True, kw_only=True):
    """Resident memory of a process, by minute."""

    process: str
    mib: list[float]


def measure(minutes: Sequence[float]) -> list[Soaked]:
    """Stream the sample set over and over, as two cameras do, and look at the memory at each of these minutes."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, brought_up(Path(folder), "--workers", _WORKERS):
        up = Path(folder) / "up"
        address, began_s = Broker(up / "kafka").address, time.monotonic()
        cameras = list[subprocess.Popen[bytes]]()
        for mark in sorted(minutes):
            while time.monotonic() - began_s < 60 * mark:
                cameras = [one for one in cameras if one.poll() is None]
                cameras += [_camera(address) for _ in range(_SESSIONS - len(cameras))]
                time.sleep(_LOOK_S)
            for name, mib in _memory(up):
                found.setdefault(name, []).append(mib)
            sys.stderr.write(f"after {mark:g} minutes: { ({name: round(all_[-1]) for name, all_ in found.items()}) }\n")
        for camera in cameras:
            camera.terminate()
            camera.wait()
    return [Soaked(process=name, mib=all_) for name, all_ in sorted(found.items())]


def soak_table(soaked: Sequence[Soaked], minutes: Sequence[float]) -> Table:
    """Give a row a process."""
    table = plain(["resident MiB", *(f"{minute:g} min" for minute in sorted(minutes))])
    for one in soaked:
        table.add_row(one.process, *(number(mib, 0) for mib in one.mib))
    return table


def _camera(address: str) -> "subprocess.Popen[bytes]":
    program = command("stream", str(_CLIP), "--to", f"kafka://{address}", "--lift", "squat")
    return subprocess.Popen(program, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours


def _memory(folder: Path) -> list[tuple[str, float]]:
    """Give each process of the run, in the order of their starts, and the broker's Java."""
    processes = {pid: " ".join(words[:2]) for pid, words in sorted(processes_of(folder).items())}
    java = Broker(folder / "kafka").process
    if java is not None:
        processes[java] = "broker's Java"
    names, found = dict[str, int](), list[tuple[str, float]]()
    for pid, name in processes.items():
        names[name] = names.get(name, 0) + 1
        found.append((f"{name} #{names[name]}", resident_mib(pid)))
    return found


def resident_mib(process: int | Literal["self"]) -> float:
    """Tell what a process has in memory."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / _KIB_A_MIB
