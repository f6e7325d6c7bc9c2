"""Stages whose models see nobody: what is left is what the path costs.

`python -m tests.bench.noop BROKER CUT BYTES` is a worker of them, with so large a state besides.
"""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import cv2
import numpy as np
from msgspec.structs import replace as changed

from bus.kafka import KafkaBus
from contracts.codec import encode
from contracts.frames import HEADER, FrameHeader
from contracts.run import Run
from contracts.sessions import Session
from contracts.topics import TOPICS
from contracts.vocabulary import SessionState
from infra.garbage import pass_over_what_is_loaded
from infra.models.chosen import run_of
from infra.stages.cuts import STAGES, cut_of
from infra.stages.faust_reader import FaustReader
from infra.stages.fused import Fused
from infra.stages.gathering import Gathering
from infra.stages.stage_worker import work
from infra.stages.standing import Standing
from infra.until_told import until_told
from processors.detect import Detect
from processors.detectors import Found
from processors.judge import Judge
from processors.lift import Lift, LiftState
from processors.lifters import Lifted, Lifter, Look
from processors.picture import Picture
from processors.pose import Pose
from processors.pose2d import Ask, Joints

FRAME_BYTES: Final = 60_000
_WIDTH, _HEIGHT = 64, 48
READY: Final = "ready"


@dataclass
class Nobody:
    """A model of each kind that sees nobody."""

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        return [[] for _ in pictures]

    def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
        raise AssertionError(f"nobody was seen, and {len(asks)} are asked for")

    def lift(self, state: bytes, height_m: float | None, looks: Sequence[Look]) -> tuple[bytes, list[Lifted]]:  # noqa: ARG002 - its Protocol
        raise AssertionError(f"nobody was seen, and {len(looks)} looks are to be lifted")


class _Remembers(Lift):
    """Has a state of so many bytes, as a lifter that has seen somebody has."""

    def __init__(self, lifter: Lifter, state_bytes: int) -> None:
        super().__init__(lifter)
        self._state = os.urandom(state_bytes)

    def start(self, run: Run) -> LiftState:
        return changed(super().start(run), lifter=self._state)


def noop(cut: str = "+".join(STAGES), state_bytes: int = 0) -> Fused:
    """Give the stages of a cut."""
    gathering, model = Gathering(), Nobody()
    whole = Fused(
        Detect(gathering.detector(model)),
        Pose(gathering.estimator(model)),
        _Remembers(gathering.lifter(model), state_bytes),
        Judge(),
        time.time,
        gathering,
    )
    left_out = dict.fromkeys(set(STAGES) - set(cut_of(cut).stages))
    return replace(whole, **left_out)  # type: ignore[arg-type] # each may be None


def frame(session: str, number: int, size_bytes: int = FRAME_BYTES) -> tuple[bytes, dict[str, bytes]]:
    """Give a small picture of 60 KB, or less, and its header; it is taken now."""
    now_s = time.time()
    header = FrameHeader(
        session=session,
        frame=number,
        pts=number / 30,
        captured_at=now_s,
        received_at=now_s,
        width=_WIDTH,
        height=_HEIGHT,
    )
    return _PICTURE[:size_bytes], {HEADER: encode(header)}


def told(name: str, state: SessionState) -> bytes:
    """Give the message that a session of the usual run is in some state."""
    session = Session(session=name, state=state)
    return encode(changed(session, runs=(run_of(session),)))


def _picture() -> bytes:
    jpeg = cv2.imencode(".jpg", np.full((_HEIGHT, _WIDTH, 3), 90, np.uint8))[1].tobytes()
    return jpeg + os.urandom(FRAME_BYTES - len(jpeg))  # what follows a picture's end is passed over


_PICTURE: Final = _picture()


async def _work(address: str, cut: str, state_bytes: int) -> None:
    class Told(Standing):
        def note(self, partitions: frozenset[int], sessions: int) -> None:
            if not self.is_ready:
                print(READY, flush=True)  # noqa: T201 - read by whoever has started this
            super().note(partitions, sessions)

    run_of(Session(session="", state="running"))  # loads what a worker has loaded with its models
    pass_over_what_is_loaded()
    bus = await KafkaBus.open(address, TOPICS)
    try:
        await work(bus, noop(cut, state_bytes), partial(FaustReader.join, address), standing=Told(cut))
    finally:
        await bus.close()


if __name__ == "__main__":
    asyncio.run(until_told(lambda: _work(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
