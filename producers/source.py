"""What gives pictures as they are filmed: a camera, wherever it is, or a file that plays the camera."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class SourceGoneError(ValueError):
    """A source isn't there, or not any more; the message is one sentence that names it. Trying again may help."""


class UnknownSourceError(ValueError):
    """What was named is no source of any kind; one sentence."""


@dataclass(frozen=True)
class Taken:
    """A picture, just now."""

    bgr: NDArray[np.uint8]
    """(height, width, 3), blue-green-red, upright."""
    pts_s: float
    """Media time since the set's first picture, seconds."""
    captured_at_s: float
    """When it was taken, by the clock of whoever took it, seconds since the epoch."""


@dataclass(frozen=True)
class Last:
    """The last picture that a set got from its source, before the connection or the process ended."""

    pts_s: float
    received_at_s: float
    """By our own clock, seconds since the epoch."""


class Source(Protocol):
    """A source. Each file in `producers/sources` is a kind: `takes(name)`, and `source(name)`, which gives one."""

    @property
    def name(self) -> str:
        """What people may read of it: no password."""
        ...

    def pictures(self, last: Last | None) -> AsyncGenerator[Taken, None]:
        """Connect, and yield pictures as they come until the source ends by itself. Close it when you stop early.

        Args:
            last: where to go on; None: the set begins.

        Raises:
            SourceGoneError: it can't be reached, or is gone.
            VideoError: it is a file that can't be read.
        """
        ...
