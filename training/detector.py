"""How a 2D model errs: a small network that learned from rendered clips what the model says of a body that is seen so.

For each joint it gives where the model sees it on average and how that scatters, the score, and the model's own depth.
What is the same in a whole clip, a body, a light or clothes that are always seen wrongly, is a manner: a few numbers.
It invents errors for motions that were never rendered; `imagined.py` draws from it.
"""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from contracts.skeleton import INDEX, JOINTS

WEIGHTS: Final = Path(__file__).with_name("detector.npz")
MANNERS: Final = 8
"""Numbers of a manner."""
SAYS: Final = 26 * 6
"""Numbers that are said of a frame: of each joint an error in the picture, of the depth, and a score."""
_SEES: Final = 78 + 26 + 26 + MANNERS
_WIDE: Final = 128
MIRRORED: Final = [
    INDEX[name.replace("left", "tfel").replace("right", "left").replace("tfel", "right")] for name in JOINTS
]
"""Index of each joint's partner on the other side."""


class Said(NamedTuple):
    """Of each joint 6 numbers, (b, 26, 6): error in the picture, depth beyond the truth, and score as a logit."""

    mean: Tensor
    log_spread: Tensor


class Detector(nn.Module):
    """What a 2D model says of a body, as far as one frame and the clip's manner tell it."""

    manners: Tensor
    """(clips, MANNERS), as they were found."""
    together: Tensor
    """(SAYS, SAYS), lower triangle: how what is left, in spreads, goes together."""

    def __init__(self, clips: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(_SEES, _WIDE), nn.ReLU(), nn.Dropout(0.3), nn.Linear(_WIDE, _WIDE), nn.ReLU(), nn.Dropout(0.3)
        )
        self.out = nn.Linear(_WIDE, 2 * SAYS)
        nn.init.normal_(self.out.weight, std=0.01)
        self.register_buffer("manners", torch.zeros(clips, MANNERS))
        self.register_buffer("together", torch.eye(SAYS))

    def forward(self, joints: Tensor, visibility: Tensor, manner: Tensor) -> Said:
        """Take true joints (b, 26, 3) in body heights, visibility (b, 26) and manners (b, MANNERS)."""
        hidden, outside = (visibility > 1).float(), (visibility == 0).float()
        seen = torch.cat([2 * joints.flatten(1), hidden, outside, manner], dim=1)
        mean, spread = self.out(self.layers(seen)).unflatten(1, (2, 26, 6)).unbind(dim=1)
        lengths = 0.5 * torch.tanh(mean[..., :5] / 0.5)
        log_spread = torch.cat([-3.3 + 1.9 * torch.tanh(spread[..., :5]), spread[..., 5:].clamp(-3, 2)], dim=-1)
        return Said(torch.cat([lengths, mean[..., 5:]], dim=-1), log_spread)


def load() -> Detector:
    """Read what was learned."""
    with np.load(WEIGHTS) as found:
        detector = Detector(len(found["manners"]))
        detector.load_state_dict({name: torch.from_numpy(found[name].astype(np.float32)) for name in found.files})
    return detector.eval()


def save(detector: Detector) -> None:
    """Write what was learned, in half precision."""
    weights: dict[str, NDArray[np.float16]] = {
        name: value.numpy().astype(np.float16) for name, value in detector.state_dict().items()
    }
    np.savez_compressed(WEIGHTS, **weights)  # type: ignore[arg-type] # numpy's stubs take the names for options
