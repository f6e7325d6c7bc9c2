"""How fast models are on this machine: measured on a made-up picture, and kept beside their files."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from infra.models import backends
from infra.models.backends import FAMILIES, Family, module_of, names
from processors.backend import BackendError, declared
from processors.model_files import ModelFileError, cache_folder

Timings = dict[str, dict[str, dict[str, float]]]
"""Milliseconds a frame by `family/name`, device and size of the batch."""

_FILE: Final = "timings.json"
_AT_LEAST_S: Final = 0.5
_MOST_CALLS: Final = 20
_SIZE: Final = (720, 1280, 3)


def measure(family: Family, name: str, device: str, threads: int, batch: int) -> float:
    """Load a model and time it; the median of some calls after a first one that doesn't count, ms for each frame.

    Raises:
        ModelFileError: its file is missing.
        BackendError: it can't run here.
    """
    ask = _asking(family, backends.load(family, name, threads, device), batch)
    ask()
    took: list[float] = []
    while sum(took) < _AT_LEAST_S and len(took) < _MOST_CALLS:
        began_s = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began_s)
    return 1000 * float(np.median(took)) / batch


def _asking(family: Family, model: Any, batch: int) -> Callable[[], object]:  # noqa: ANN401 - depends on the family
    """Say what one call is; pictures are made anew, so that nothing that stays with one helps."""
    from processors.detectors import Found
    from processors.picture import Picture
    from processors.pose2d import Ask

    pixels = np.random.default_rng(0).integers(0, 255, _SIZE, np.uint8)
    if family == "lifters":
        looks = [_look(frame) for frame in range(batch)]
        return lambda: model.lift(b"", None, looks)
    if family == "pose2d":
        found = Found((500.0, 100.0, 780.0, 700.0), 1.0, (640.0, 400.0, 640.0, 100.0))
        return lambda: model.estimate([Ask(Picture(bgr=pixels), found) for _ in range(batch)])
    return lambda: model.detect([Picture(bgr=pixels) for _ in range(batch)])


def _look(frame: int) -> Any:  # noqa: ANN401 - a Look, imported late
    from contracts.arrays import floats
    from contracts.poses2d import PersonPose
    from processors.lifters import Look

    joints = np.random.default_rng(frame).uniform(100, 700, (26, 2))
    pose = PersonPose(track=0, score=1.0, joints_in_image=floats(joints), joint_scores=floats(np.ones(26)))
    return Look(frame / 30, pose, 1280, 720, None, None)


def can_run(device: str) -> list[tuple[Family, str]]:
    """List the models that run here as it is: file, library and device are there."""
    return [
        (family, name)
        for family in FAMILIES
        for name in names(family)
        if device in declared(module_of(family, name)).devices and _loads(family, name, device)
    ]


def _loads(family: Family, name: str, device: str) -> bool:
    try:
        backends.load(family, name, 1, device)
    except (BackendError, ModelFileError):
        return False
    return True


def kept(folder: Path | None) -> Timings:
    """Give what was measured before; what can't be read was never measured."""
    try:
        read: Timings = json.loads((cache_folder(folder) / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read


def keep(folder: Path | None, family: Family, name: str, device: str, took: dict[int, float]) -> None:
    """Keep what was measured."""
    timings = kept(folder)
    timings.setdefault(f"{family}/{name}", {}).setdefault(device, {}).update({str(n): ms for n, ms in took.items()})
    path = cache_folder(folder) / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(timings, indent=1, sort_keys=True), encoding="utf-8")
