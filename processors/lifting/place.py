"""Where the lifter stands before the camera: the place from which their body looks as it is seen."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from processors.lifting.features import USUAL_FOCAL
from processors.lifting.sight import Sight

Floats = NDArray[np.float64]

_LEAST_JOINTS = 4


class Place(NamedTuple):
    """Of the mid-hip, from the camera, m: to its right, and towards it."""

    right: float
    towards: float


def place(seen: Sight, joints: Floats) -> Place | None:
    """Find it from joints (26, 3), m, from the mid-hip: right, up, towards; None: too few are given."""
    given = seen.scores > 0
    if given.sum() < _LEAST_JOINTS:
        return None
    focal = seen.focal if np.isfinite(seen.focal) else USUAL_FOCAL
    rays, weights = seen.joints[given] / focal, seen.scores[given]
    right, up, towards = joints[given].T
    # x + right = ray * away, and away = far - towards: two lines in (x, y, far) for each joint.
    zero, one = np.zeros_like(right), np.ones_like(right)
    rows = np.concatenate([np.stack([one, zero, -rays[:, 0]], 1), np.stack([zero, one, -rays[:, 1]], 1)])
    values = np.concatenate([-rays[:, 0] * towards - right, -rays[:, 1] * towards + up])
    both = np.concatenate([weights, weights])
    found = np.linalg.solve((rows * both[:, None]).T @ rows + 1e-9 * np.eye(3), (rows * both[:, None]).T @ values)
    return Place(float(found[0]), -float(found[2])) if np.isfinite(found).all() else None
