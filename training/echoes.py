"""A 2D model's errors as they were measured in one clip, echoed in drawn sessions that look like it.

Errors of joints go together, stay for a whole session and differ from clip to clip: hips behind plates rise, and the
model's own depth agrees. So all that a model said wrongly of the frames that are most alike is taken over as a whole.
"""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.detector import MIRRORED

FILE: Final = Path(__file__).with_name("measured.npz")
CHOICES: Final = 3
"""Clips that a session may echo, ..."""
NEAR: Final = 6
"""... and frames of a clip that have a say in one of the session's."""
_ALIKE: Final = (5, 6, 9, 10, 11, 12, 13, 14, 15, 16)
"""Joints that tell how alike two bodies are: shoulders, wrists, hips, knees, ankles."""
_HIDDEN_APART: Final = 0.015
"""How far apart a joint that is hidden and one that isn't are, in body heights."""
_SHARP: Final = 0.03
"""How much less alike a frame may be to have a say, in body heights, ..."""
_CLIP_SHARP: Final = 0.012
"""... and a clip."""
_GLANCE: Final = 6
"""Every so many frames a session is looked at to choose its clips."""


class Measured(NamedTuple):
    """Frames of all clips, one clip after the other, each as it is and mirrored; lengths in body heights."""

    clip: Tensor
    """(f,), which one it is of."""
    joints: Tensor
    """(f, 26, 3)"""
    visibility: Tensor
    """(f, 26), codes."""
    said: Tensor
    """(f, 26, 6): error, depth beyond the truth, score as a logit."""


class Echo(NamedTuple):
    """Of a session of n frames: which measured frames it echoes, and how much of each."""

    frames: NDArray[np.int32]
    """(CHOICES, n, NEAR)"""
    weights: NDArray[np.float32]


def load() -> Measured:
    """Read the clips."""
    with np.load(FILE) as found:
        clip, joints, visibility, said = (torch.from_numpy(found[name].astype(np.float32)) for name in Measured._fields)
    once = Measured(clip.long(), joints, visibility, said)
    turned = mirrored(once)
    other = turned._replace(clip=turned.clip + int(clip.max()) + 1)
    return Measured(*(torch.cat(both) for both in zip(once, other, strict=True)))


def save(measured: Measured) -> None:
    """Write the clips, in half precision."""
    small = {"clip": np.uint16, "visibility": np.uint8}
    arrays = {name: value.numpy().astype(small.get(name, np.float16)) for name, value in measured._asdict().items()}
    np.savez_compressed(FILE, **arrays)


def mirrored(measured: Measured) -> Measured:
    """Swap left and right: the errors of one side are those of the other."""
    joints, visibility, said = (value[:, MIRRORED] for value in measured[1:])
    across = torch.tensor([-1.0, 1.0, -1.0, 1.0, 1.0, 1.0])
    return Measured(measured.clip, joints * across[[0, 1, 1]], visibility, said * across)


def echo(rng: np.random.Generator, measured: Measured, joints: Tensor, visibility: Tensor) -> Echo:
    """Choose what a session echoes, joints (n, 26, 3) and visibility (n, 26): a clip that is like it, more or less."""
    own, others = looks(joints, visibility), looks(measured.joints, measured.visibility)
    nearest = torch.full((len(own[::_GLANCE]), int(measured.clip.max()) + 1), torch.inf)
    nearest.scatter_reduce_(1, measured.clip.expand(len(nearest), -1), _apart(own[::_GLANCE], others), "amin")
    far = nearest.mean(dim=0).numpy().astype(np.float64)
    likely = np.exp((far.min() - far) / _CLIP_SHARP)
    chosen = rng.choice(len(likely), CHOICES, p=likely / likely.sum())
    frames, weights = [], []
    for number in chosen:
        of_clip = torch.nonzero(measured.clip == int(number))[:, 0]
        apart, index = _apart(own, others[of_clip]).topk(NEAR, largest=False)
        frames.append(of_clip[index].numpy().astype(np.int32))
        weights.append(torch.softmax(-((apart / _SHARP) ** 2), dim=-1).numpy())
    return Echo(np.stack(frames), np.stack(weights))


def echoed(measured: Measured, frames: Tensor, weights: Tensor) -> Tensor:
    """Give what was said, (..., 26, 6), of frames (..., NEAR)."""
    flat = measured.said.flatten(1)
    mixed = torch.nn.functional.embedding_bag(
        frames.flatten(0, -2), flat, per_sample_weights=weights.flatten(0, -2), mode="sum"
    )
    return mixed.reshape(*frames.shape[:-1], *measured.said.shape[1:])


def looks(joints: Tensor, visibility: Tensor) -> Tensor:
    """Give by what frames are told apart, (n, 40)."""
    hidden = (visibility[:, _ALIKE] > 1).float()
    return torch.cat([joints[:, _ALIKE].flatten(1) / len(_ALIKE) ** 0.5, _HIDDEN_APART * hidden], dim=1)


def _apart(some: Tensor, others: Tensor) -> Tensor:
    return torch.cdist(some, others)
