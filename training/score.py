"""How good a network is on clips held out: what curves tell while it is trained."""

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from processors.lifting.answers import DEG_PER_UNIT, JOINTS
from training.held_out import HeldOut
from training.network import MEMORY, Network

Floats = NDArray[np.float64]

_HEIGHT_M: Final = 1.72
NEAR_BOTTOM: Final = 0.06
"""A depth margin below, in body heights, is of a squat's bottom."""


def answers(weights: dict[str, Tensor], clips: HeldOut) -> tuple[Floats, Floats]:
    """Give errors and spreads, (c, n, VALUES), in the network's units; NaN: the truth isn't known."""
    network = Network()
    network.load_state_dict(weights)
    with torch.no_grad():
        seen = torch.from_numpy(clips.seen)
        values, spreads, _ = network.eval()(seen, torch.zeros(network.memory.num_layers, len(seen), MEMORY))
    error = values.numpy().astype(np.float64) - clips.true
    return error, np.exp(spreads.numpy().astype(np.float64))


def score(weights: dict[str, Tensor], clips: HeldOut) -> dict[str, float]:
    """Sum up: errors as if everybody were of one height, mm and degrees."""
    error, spreads = answers(weights, clips)
    joints = np.linalg.norm(error[..., :JOINTS].reshape(*clips.visibility.shape, 3), axis=-1)
    hidden = np.isin(clips.visibility, (2, 3, 4))
    margin, bottom = error[..., -2], clips.true[..., -2] < NEAR_BOTTOM
    knees, hips, elbows = (DEG_PER_UNIT * np.abs(error[..., JOINTS + k : JOINTS + k + 2]) for k in (0, 2, 4))
    within = np.abs(error[..., :JOINTS]) / spreads[..., :JOINTS]
    straight = clips.true[..., JOINTS : JOINTS + 2] < 10 / DEG_PER_UNIT
    told = {
        "hidden_mm": 1000 * _HEIGHT_M * np.nanmean(joints[hidden]),
        "seen_mm": 1000 * _HEIGHT_M * np.nanmean(joints[clips.visibility == 1]),
        "knees_deg": np.nanmean(knees),
        "knees_straight_deg": np.nanmean(knees[straight]),
        "hips_deg": np.nanmean(hips),
        "elbows_deg": np.nanmean(elbows),
        "margin_rms_mm": 1000 * _HEIGHT_M * np.sqrt(np.nanmean(margin**2)),
        "bottom_bias_mm": 1000 * _HEIGHT_M * np.nanmean(margin[bottom]),
        "bottom_rms_mm": 1000 * _HEIGHT_M * np.sqrt(np.nanmean(margin[bottom] ** 2)),
        "within_1": np.nanmean(within[np.isfinite(within)] <= 1),
        "within_2": np.nanmean(within[np.isfinite(within)] <= 2),
    }
    return {name: round(float(value), 3) for name, value in told.items()}
