"""Sessions as the network learns them: what a 2D model might have said of them, as features, and what is true."""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from contracts.skeleton import INDEX
from processors.lifting.answers import DEG_PER_UNIT
from processors.lifting.features import Seen, features
from processors.lifting.stature import follow, statures
from training.echoes import CHOICES
from training.imagined import Bodies, Errs, Imagined, imagine
from training.shards import Shard

_LEVEL = 0.2
"""Share of sessions whose gravity was measured, ..."""
_FOCAL_KNOWN = 0.2
_BAR_SEEN = 0.5


class Batch(NamedTuple):
    """(b, n, ...) each."""

    seen: Tensor
    """Features."""
    true: Tensor
    """(b, n, VALUES)"""


def batch(shard: Shard, chosen: NDArray[np.int64], errs: Errs) -> Batch:
    """Make a batch of some sessions of a file; errors are drawn anew each time, from torch's generator."""
    times, joints, image, level, visibility = (
        torch.from_numpy(value[chosen])
        for value in (shard.times_s, shard.joints, shard.image, shard.level, shard.visibility)
    )
    count = len(chosen)
    image = torch.where(torch.rand(count, 1, 1, 1) < _LEVEL, level, image)
    elapsed_s = torch.diff(times, dim=1, prepend=times[:, :1])
    size = _size(joints, image[:, :, :26])
    echo = torch.randint(CHOICES, (1,)).item()
    frames, weights = (torch.from_numpy(value[chosen, echo]) for value in (shard.frames, shard.weights))
    holds = image[:, :, 26:].isfinite().all((1, 2, 3))
    said = imagine(errs, Bodies(joints, visibility, image[:, :, :26], size, elapsed_s, frames, weights, holds))
    height = _heights(said, elapsed_s.numpy())
    seen = Seen(
        joints=said.joints.numpy(),
        scores=said.scores.numpy(),
        hint=said.hint.numpy(),
        bar=_bar(image[:, :, 26:], size).numpy(),
        height=height,
        focal=_focal(shard, chosen, times.shape[1]),
        elapsed_s=elapsed_s.numpy(),
    )
    true = torch.cat(
        [
            joints.flatten(2),
            torch.from_numpy(shard.angles_deg[chosen]) / DEG_PER_UNIT,
            torch.from_numpy(shard.margin[chosen])[..., None],
            torch.from_numpy(shard.hip_height[chosen])[..., None],
        ],
        dim=-1,
    )
    return Batch(torch.from_numpy(features(seen).astype(np.float32)), true)


def _size(joints: Tensor, image: Tensor) -> Tensor:
    """How tall each body is in the picture, (b, n), in long sides."""
    hip = INDEX["hip"]
    across = (image - image[:, :, hip : hip + 1]).square().sum((-1, -2))
    return (across / joints[..., :2].square().sum((-1, -2)).clamp(min=1e-3)).sqrt()


def _heights(said: Imagined, elapsed_s: NDArray[np.float32]) -> NDArray[np.float64]:
    """Follow how tall each body looks, (b, n)."""
    looks = statures(said.joints.double().numpy(), said.scores.double().numpy())
    heights, before = np.empty_like(looks), np.zeros(len(looks))
    for frame in range(looks.shape[1]):
        before = heights[:, frame] = follow(before, looks[:, frame], elapsed_s[:, frame].astype(np.float64))
    return heights


def _bar(ends: Tensor, size: Tensor) -> Tensor:
    """The bar's ends as they are seen: in some sessions, in most of their frames, roughly."""
    count, frames = ends.shape[:2]
    seen = (torch.rand(count, 1, 1, 1) < _BAR_SEEN) & (torch.rand(count, frames, 2, 1) < 0.9)
    rough = 0.02 * torch.randn(count, 1, 2, 2) + 0.01 * torch.randn(count, frames, 2, 2)
    return torch.where(seen, ends + rough * size[..., None, None], torch.nan)


def _focal(shard: Shard, chosen: NDArray[np.int64], frames: int) -> NDArray[np.float64]:
    known = np.random.default_rng(int(torch.randint(2**31, (1,)))).random(len(chosen)) < _FOCAL_KNOWN
    return np.repeat(np.where(known, shard.focal[chosen], np.nan)[:, None], frames, axis=1)
