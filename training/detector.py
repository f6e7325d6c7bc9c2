"""How a 2D model errs: a small network that learned from rendered clips what the model says of a body that is seen so.

For each joint it gives where the model sees it on average and how that scatters, the score, and the model's own depth.
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
_SEES: Final = 78 + 26 + 26
_WIDE: Final = 64
MIRRORED: Final = [
    INDEX[name.replace("left", "tfel").replace("right", "left").replace("tfel", "right")] for name in JOINTS
]
"""Index of each joint's partner on the other side."""


class Said(NamedTuple):
    """Means and logarithms of spreads, (..., 26, k) each."""

    error: Tensor
    error_spread: Tensor
    hint: Tensor
    hint_spread: Tensor
    score: Tensor
    """(..., 26), logits."""
    score_spread: Tensor


class Detector(nn.Module):
    """What a 2D model says of a body, as far as one frame tells it."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(_SEES, _WIDE), nn.ReLU(), nn.Dropout(0.25), nn.Linear(_WIDE, _WIDE), nn.ReLU(), nn.Dropout(0.25)
        )
        self.out = nn.Linear(_WIDE, 26 * 12)
        nn.init.normal_(self.out.weight, std=0.01)

    def forward(self, joints: Tensor, visibility: Tensor) -> Said:
        """Take true joints (b, 26, 3) in body heights and visibility (b, 26)."""
        hidden, outside = (visibility > 1).float(), (visibility == 0).float()
        seen = torch.cat([2 * joints.flatten(1), hidden, outside], dim=1)
        out = self.out(self.layers(seen)).unflatten(1, (26, 12))
        return Said(
            error=0.4 * torch.tanh(out[..., 0:2] / 0.4),
            error_spread=-3.4 + 1.9 * torch.tanh(out[..., 2:4]),
            hint=0.5 * torch.tanh(out[..., 4:7] / 0.5),
            hint_spread=-3.2 + 1.9 * torch.tanh(out[..., 7:10]),
            score=out[..., 10],
            score_spread=out[..., 11].clamp(-3, 2),
        )


def load() -> Detector:
    """Read what was learned."""
    detector = Detector()
    with np.load(WEIGHTS) as found:
        detector.load_state_dict({name: torch.from_numpy(found[name].astype(np.float32)) for name in found.files})
    return detector.eval()


def save(detector: Detector) -> None:
    """Write what was learned, in half precision."""
    weights: dict[str, NDArray[np.float16]] = {
        name: value.numpy().astype(np.float16) for name, value in detector.state_dict().items()
    }
    np.savez_compressed(WEIGHTS, **weights)  # type: ignore[arg-type] # numpy's stubs take the names for options
