"""What a stage is: a plain object with its model passed in; messages and a state in, messages and the next state out.

A stage knows no Kafka, threads, clock or files; it computes from `pts`. Its state is a small versioned value per
(session, run), kept by whoever runs the stage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import msgspec

from contracts.detections import Detections
from contracts.event import FrameRef
from contracts.frames import FrameHeader
from contracts.run import Run
from processors.picture import Picture

In_contra = TypeVar("In_contra", contravariant=True)
Out = TypeVar("Out")


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What each stage's state has."""

    run: str
    """Id of the run that the answers belong to."""
    frame: int = -1
    """Index of the last frame that was answered; whoever runs the stage passes over frames not above it."""


S = TypeVar("S", bound=State)


class Stage(Protocol, Generic[S, In_contra, Out]):
    """Answers every message once and in order; the end of the stream too."""

    def start(self, run: Run) -> S:
        """Give the state before the first frame."""
        ...

    def step(self, state: S, messages: Sequence[In_contra]) -> tuple[S, list[Out]]:
        """Answer messages of one session, in order."""
        ...


@dataclass(frozen=True)
class Shot:
    """A frame as it comes from the log."""

    header: FrameHeader
    picture: Picture
    frame_ref: FrameRef | None = None


@dataclass(frozen=True)
class Sighting:
    """A frame with the people in it."""

    detections: Detections
    shot: Shot
