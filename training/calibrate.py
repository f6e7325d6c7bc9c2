"""How much the network's spreads have to be stretched to be honest, on clips of which nothing was learned."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from processors.lifting.answers import JOINTS
from training.held_out import HeldOut
from training.score import NEAR_BOTTOM, answers

Floats = NDArray[np.float64]

_WITHIN: Final = (0.683, 0.95)
"""Shares of the truth that should lie within one spread and within two, as a bell curve has them."""
_MOST: Final = 0.69
"""Errors have heavier tails: for two to be right, at most this share may lie within one."""
_ENOUGH: Final = 500
"""Errors that have to be known for a factor of their own."""
_HIDDEN: Final = (2, 3, 4)
_VISIBLE: Final = 1


def factors(weights: dict[str, Tensor], clips: HeldOut) -> dict[str, object]:
    """Find them: for each joint, seen and hidden, each angle, and the margin where it counts, near the bottom."""
    error, spreads = answers(weights, clips)
    far = np.abs(error) / spreads
    joints = far[..., :JOINTS].reshape(*clips.visibility.shape, 3)
    of_all = {codes: joints[np.isin(clips.visibility, codes)] for codes in ((_VISIBLE,), _HIDDEN)}
    seen, hidden = (
        [stretch(joints[:, :, index][np.isin(clips.visibility[..., index], codes)], every) for index in range(26)]
        for codes, every in of_all.items()
    )
    return {
        "spread_seen": seen,
        "spread_hidden": hidden,
        "spread_angles": [stretch(column) for column in np.moveaxis(far[..., JOINTS:-2], -1, 0)],
        "spread_margin": stretch(far[..., -2][clips.true[..., -2] < NEAR_BOTTOM]),
    }


def stretch(far: Floats, otherwise: Floats | None = None) -> float:
    """Give the factor for errors in spreads; drawn half the way to that of others, which are more."""
    known = far[np.isfinite(far)]
    if otherwise is not None:
        every = stretch(otherwise)
        return round((every * stretch(known)) ** 0.5, 3) if len(known) > _ENOUGH else every
    one, two, most = np.quantile(known, (*_WITHIN, _MOST))
    return round(float(max(one, min(two / 2, most))), 3)
