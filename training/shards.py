"""Sessions in files of a hundred: drawn once, from a seed, and read again and again; what is there isn't drawn anew."""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from processors.lifting.angles import angles_deg, margins_m
from training import echoes
from training.rotations import turned
from training.sessions import Session, root_of, session

Floats = NDArray[np.float32]

FRAMES: Final = 300
"""Of each session."""
SESSIONS: Final = 100
"""In each file."""


class Shard(NamedTuple):
    """Sessions with all that a lifter should say of them; (m sessions, n frames, ...), lengths in body heights."""

    lift: NDArray[np.int64]
    """(m,): 0 squat, 1 deadlift, 2 bench."""
    times_s: Floats
    joints: Floats
    """(m, n, 26, 3), from the mid-hip."""
    hip_height: Floats
    """(m, n)"""
    angles_deg: Floats
    """(m, n, 7)"""
    margin: Floats
    """(m, n)"""
    image: Floats
    """(m, n, 28, 2): joints and the bar's ends, in long sides from the principal point; NaN: there is no bar."""
    level: Floats
    """The same through a camera that is held level."""
    visibility: NDArray[np.uint8]
    focal: Floats
    """(m,), in long sides."""
    frames: NDArray[np.int32]
    """(m, CHOICES, n, NEAR): which measured frames may be echoed, ..."""
    weights: Floats
    """... and how much of each."""


LIFTS: Final = ("squat", "deadlift", "bench")


def shard(folder: Path, seed: int, number: int, measured: echoes.Measured) -> Shard:
    """Read a file of sessions, or draw it and write it."""
    path = folder / f"sessions-{seed}-{number:04d}.npz"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng([seed, number])
        drawn = _together([_row(session(rng, FRAMES), rng, measured) for _ in range(SESSIONS)])
        unfinished = path.with_suffix(".part.npz")
        np.savez(unfinished, **drawn._asdict())
        unfinished.rename(path)
    with np.load(path) as found:
        return Shard(**{name: found[name] for name in Shard._fields})


def _together(rows: list[tuple[NDArray[np.generic], ...]]) -> Shard:
    return Shard(*(np.stack([row[index] for row in rows]) for index in range(len(Shard._fields))))


def _row(one: Session, rng: np.random.Generator, measured: echoes.Measured) -> tuple[NDArray[np.generic], ...]:
    ends = np.full((len(one.times_s), 2, 2), np.nan) if one.bar_in_image is None else one.bar_in_image
    image = np.concatenate([one.joints_in_image, ends], axis=1) - one.camera.middle
    joints = (root_of(one.joints) / one.height_m).astype(np.float32)
    floats = (
        one.joints[:, 19, 1] / one.height_m,
        angles_deg(one.joints),
        margins_m(one.joints, one.height_m) / one.height_m,
        image,
        _levelled(one, image),
    )
    echo = echoes.echo(rng, measured, torch.from_numpy(joints), torch.from_numpy(one.visibility))
    return (
        np.array(LIFTS.index(one.lift)),
        one.times_s.astype(np.float32),
        joints,
        *(value.astype(np.float32) for value in floats),
        one.visibility.astype(np.uint8),
        np.array(one.camera.focal, np.float32),
        *echo,
    )


def _levelled(one: Session, image: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the picture that the same camera would take if it were held level."""
    level = np.array([[1.0, 0, 0], [0, -1.0, 0], [0, 0, -1.0]])
    rays = np.concatenate([image / one.camera.focal, np.ones_like(image[..., :1])], axis=-1)
    ahead = turned((level @ np.swapaxes(one.camera.camera_from_world, 1, 2))[:, None], rays)
    return np.asarray(one.camera.focal * ahead[..., :2] / np.maximum(ahead[..., 2:], 0.1))
