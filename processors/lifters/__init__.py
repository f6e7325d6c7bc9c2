"""Lifters turn 2D joints over time into a body in metres. One backend a file; its name is the file's.

`load(device)` returns it. A lifter looks back, never ahead.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from contracts.poses2d import PersonPose

Floats = NDArray[np.float64]


class Look(NamedTuple):
    """The lifter in one frame, as the 2D pose estimator saw them."""

    pts_s: float
    pose: PersonPose
    width: int
    height: int
    intrinsics: bytes | None
    """fx, fy, cx, cy, px; None: unknown."""
    gravity_in_camera: bytes | None
    """Unit vector, x right, y down, z forward; None: unknown."""
    bar_in_image: bytes | None = None
    """(2, 2), px: the bar's ends, the lifter's left first; NaN: that end isn't seen. None: nobody looked for a bar."""


class Lifted(NamedTuple):
    """A body in metres: world axes (x to the camera's right, y up, z towards the camera), floor at y = 0."""

    joints: Floats
    """(26, 3), m; x and z from where the camera stands; NaN: not given."""
    joints_std: Floats
    """(26, 3), m, relative to the mid-hip."""
    root_std: Floats
    """(3,), m, of the mid-hip."""
    angles_deg: Floats
    """(7,), in the order of `contracts.vocabulary.ANGLES`; NaN: not to be told."""
    angles_std_deg: Floats
    """(7,)"""
    depth_margin_m: float
    depth_margin_std_m: float


class Lifter(Protocol):
    """What the stage `lift` asks of a backend."""

    def lift(self, state: bytes, height_m: float | None, looks: Sequence[Look]) -> tuple[bytes, list[Lifted]]:
        """Lift one lifter's consecutive frames.

        Args:
            state: what the last call returned, of this lifter; empty at the start.
            height_m: the lifter's height, if told.
            looks: frames in order.

        Returns:
            The state to go on with, and one body a look.
        """
        ...
