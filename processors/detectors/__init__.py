"""Detectors find people in pictures. One backend a file; the file's name is its name; `load(device)` returns it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from processors.picture import Picture


@dataclass(frozen=True)
class Found:
    """One person that a detector sees in one picture."""

    box: tuple[float, float, float, float]
    """x0, y0, x1, y1 of the whole person, px; may reach beyond the picture."""
    score: float
    """How sure the detector is, 0..1."""
    axis: tuple[float, float, float, float] | None = None
    """Mid-hip x, y and the point x, y half a body above it towards the head, px; None: not told."""


class Detector(Protocol):
    """What the stage `detect` asks of a backend."""

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        """Find the people in each picture, best first; an empty list where nobody is."""
        ...
