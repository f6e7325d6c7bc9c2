"""The lifter's network: what a frame shows goes into a memory, and from both come values and their spreads.

A GRU with a plain way around it: joints, knees and hips begin about as the picture and the 2D model's own depth show
them, and the network only says how they differ.
"""

from typing import Final

import torch
from torch import Tensor, nn

from processors.lifting.answers import JOINTS, VALUES
from processors.lifting.features import ANGLES_FROM, COUNT

MEMORY: Final = 192
_WIDE: Final = 192
LOUD: Final = 4.0
"""Lengths in body heights are small numbers; what learns wants them around 1."""
LEAST_LOG_SPREAD, MOST_LOG_SPREAD = -5.5, 1.0


class Network(nn.Module):
    """One step for each frame."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Linear(COUNT, _WIDE)
        self.memory = nn.GRU(_WIDE, MEMORY, batch_first=True)
        self.think = nn.Linear(MEMORY + _WIDE, _WIDE)
        self.values = nn.Linear(_WIDE, VALUES)
        self.spreads = nn.Linear(_WIDE, VALUES)
        self.around = nn.Linear(COUNT, VALUES)
        for layer in (self.values, self.spreads, self.around):
            nn.init.zeros_(layer.bias)
        nn.init.normal_(self.values.weight, std=0.01)
        nn.init.normal_(self.spreads.weight, std=0.01)
        nn.init.constant_(self.spreads.bias, -2.0)
        nn.init.zeros_(self.around.weight)
        with torch.no_grad():
            for joint in range(26):
                self.around.weight[3 * joint, 2 * joint] = 1.0
                self.around.weight[3 * joint + 1, 2 * joint + 1] = -1.0
                self.around.weight[3 * joint + 2, 78 + 3 * joint + 2] = -1.0
            for angle in range(4):
                self.around.weight[JOINTS + angle, ANGLES_FROM + angle] = 0.5

    def forward(self, seen: Tensor, memory: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Take frames (b, n, COUNT) and the memory (1, b, MEMORY); give values, log spreads, and the memory after."""
        entered = torch.relu(self.enter(LOUD * seen))
        remembered, memory = self.memory(entered, memory)
        thought = torch.relu(self.think(torch.cat([remembered, entered], dim=-1)))
        spreads = self.spreads(thought).clamp(LEAST_LOG_SPREAD, MOST_LOG_SPREAD)
        return self.around(seen) + self.values(thought), spreads, memory
