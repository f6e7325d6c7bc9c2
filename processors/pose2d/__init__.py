"""2D pose estimators find a person's joints. One backend a file; its name is the file's; `load(device)` returns it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from processors.detectors import Found
from processors.picture import Picture
from processors.region import Region


class Ask(NamedTuple):
    """One person to be estimated in one picture."""

    picture: Picture
    where: Region | Found
    """The region that followed this person in the last frame, or what the detector says of a new one."""


@dataclass(frozen=True)
class Joints:
    """A person's joints in one picture, Halpe-26."""

    joints_in_image: NDArray[np.float32]
    """(26, 2), px; the first pixel's centre is (0.5, 0.5). May lie outside the picture."""
    scores: NDArray[np.float32]
    """(26,), 0..1; 0 where the model doesn't give the joint."""
    presence: float
    """How sure the model is that it sees a person there at all, 0..1."""
    follow: Region
    """Where to look for this person in the next frame."""
    joints_in_body: NDArray[np.float32] | None = None
    """(26, 3), m, a guess of depth: origin at the mid-hip, x right, y down, z away from the camera; None: not given."""


class PoseEstimator(Protocol):
    """What the stage `pose` asks of a backend."""

    def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
        """Estimate each person; who isn't there is told by a low `presence`, never by fewer answers."""
        ...
