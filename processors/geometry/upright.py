"""Which way is up: the rotation from the camera's axes to the world's."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GRAVITY_UNLESS_TOLD = (0.0, 1.0, 0.0)
"""A phone that is held level: gravity points down the picture."""


def world_from_camera(gravity_in_camera: Floats) -> Floats:
    """Give the rotation to x to the camera's right, y up against gravity, z towards the camera.

    Args:
        gravity_in_camera: (3,), any length; x right, y down, z forward.

    Returns:
        (3, 3)
    """
    up = -gravity_in_camera / np.linalg.norm(gravity_in_camera)
    towards = np.array([0.0, 0.0, -1.0]) + up[2] * up
    towards = towards / np.linalg.norm(towards)
    return np.stack([np.cross(up, towards), up, towards])
