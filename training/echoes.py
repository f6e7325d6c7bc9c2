"""A 2D model's errors as they were measured in one clip, echoed in drawn sessions that look like it.

Errors of joints go together, stay for a whole session and differ from clip to clip: hips behind plates rise, and the
model's own depth agrees. So all that a model said wrongly of the frame that is most alike is taken over as a whole.
"""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.detector import MIRRORED

FILE: Final = Path(__file__).with_name("measured.npz")
_ALIKE: Final = (5, 6, 9, 10, 11, 12, 13, 14, 15, 16)
"""Joints that tell how alike two bodies are: shoulders, wrists, hips, knees, ankles."""
_SHARP: Final = 0.05
"""How much less alike a frame may be to have a say, in body heights."""
_GLANCES: Final = 12
"""Frames of a session by which its clip is chosen."""


class Clip(NamedTuple):
    """What was measured in one clip, (n, 26, ...), lengths in body heights."""

    joints: Tensor
    error: Tensor
    hint: Tensor
    """Beyond the truth."""
    score: Tensor
    """Logits."""


def load() -> list[Clip]:
    """Read the clips, each as it is and mirrored."""
    with np.load(FILE) as found:
        count = 1 + max(int(name.partition("_")[0]) for name in found.files)
        clips = [
            Clip(*(torch.from_numpy(found[f"{number}_{name}"].astype(np.float32)) for name in Clip._fields))
            for number in range(count)
        ]
    return [one for clip in clips for one in (clip, mirrored(clip))]


def save(clips: list[Clip]) -> None:
    """Write the clips, in half precision."""
    arrays: dict[str, NDArray[np.float16]] = {
        f"{number}_{name}": value.numpy().astype(np.float16)
        for number, clip in enumerate(clips)
        for name, value in clip._asdict().items()
    }
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type] # numpy's stubs take the names for options


def mirrored(clip: Clip) -> Clip:
    """Swap left and right."""
    joints, error, hint, score = (value[:, MIRRORED] for value in clip)
    across3, across2 = torch.tensor([-1.0, 1.0, 1.0]), torch.tensor([-1.0, 1.0])
    return Clip(joints * across3, error * across2, hint * across3, score)


def echo(clips: list[Clip], joints: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Give errors, depth beyond the truth and scores for sessions (b, n, 26, 3), each from one clip."""
    rows = [_session(clips, session) for session in joints]
    errors, hints, scores = (torch.stack(parts) for parts in zip(*rows, strict=True))
    return errors, hints, scores


def _session(clips: list[Clip], joints: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    glances = joints[:: max(1, len(joints) // _GLANCES)]
    far = torch.stack([_apart(glances, clip.joints[::8]).min(dim=1).values.mean() for clip in clips])
    chosen = clips[int(torch.multinomial(torch.softmax(-far / _SHARP, dim=0), 1))]
    weights = torch.softmax(-((_apart(joints, chosen.joints) / _SHARP) ** 2), dim=1)
    return tuple(torch.einsum("nm,m...->n...", weights, value) for value in chosen[1:])


def _apart(some: Tensor, others: Tensor) -> Tensor:
    """Root mean square distances of the joints that matter, (n, m)."""
    flat = [value[:, _ALIKE].flatten(1) for value in (some, others)]
    return torch.cdist(*flat) / len(_ALIKE) ** 0.5
