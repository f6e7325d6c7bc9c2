"""Whether a rep is a squat at all: the trunk is rather upright, and the hands are over the hips, not below them."""

from typing import Final

import numpy as np

from processors.judging.samples import Samples

_MOST_LEAN_DEG: Final = 65.0
"""Who lies on a bench leans more."""
SQUAT_FROM: Final = 0.5
"""A likeness above this is a squat; squats have 0.83 and more, deadlifts 0.27 and less, lying bodies 0."""


def squat_likeness(rep: Samples) -> float:
    """Give the share of a rep's frames in which the hands are over the hips, 0 for somebody who lies."""
    if not len(rep) or float(np.nanmedian(rep.column("trunk_lean"))) > _MOST_LEAN_DEG:
        return 0.0
    return float((rep.column("hands_over_hips_m") > 0).mean())
