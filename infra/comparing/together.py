"""Sends one video through the stages of several runs at once, all over the same frames of one session."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bus.memory import LIMITS, MemoryBus
from bus.protocol import Bus
from bus.states_memory import MemoryStates
from contracts.run import Run
from contracts.topics import TOPICS
from infra.sessions.passage import Play
from infra.stages.answers import Answer, answer_of
from infra.stages.asked import Wanted
from infra.stages.chain import GROUP, Chain
from infra.stages.fused import At, EndAnswer, FrameAnswer, Fused, FusedState, Given, Said
from infra.stages.inference import Inference
from producers.pace import WhileThereIsRoom
from producers.recorded_set import Recording, recorded_set
from producers.video_file import VideoFile

SESSION: Final = "compared"
_ON_THEIR_WAY: Final = 32
_UNREAD_BYTES: Final = 1 << 20
_LONGEST_WAIT_S: Final = 1.0


@dataclass(frozen=True)
class Timed(Fused):
    """Stages that note how long each frame takes them, s; on one thread, so that none slows another."""

    took_s: list[float] = field(default_factory=list)

    def answer(
        self, state: FusedState, given: Given, *, unseen: Collection[str] = (), at: At | None = None
    ) -> tuple[FusedState, Said]:
        """Answer one frame; see `Fused`."""
        began_s = time.perf_counter()
        answered = super().answer(state, given, unseen=unseen, at=at)
        self.took_s.append(time.perf_counter() - began_s)
        return answered


class Entered(NamedTuple):
    """One run, with its models."""

    run: Run
    stages: Timed


async def side_by_side(
    video: VideoFile, entered: Sequence[Entered], play: Play
) -> AsyncGenerator[tuple[FrameAnswer, ...]]:
    """Yield what every run says of each frame, in their order. Close it (`contextlib.aclosing`) when you stop early.

    Raises:
        VideoError: the file breaks off; the answers before were given.
        ModelFailedError: a model broke; says which one, and at which frame.
    """
    bus = MemoryBus(TOPICS, 1, limits=LIMITS, other_bytes=_UNREAD_BYTES)
    pace = WhileThereIsRoom(play.pace, _ON_THEIR_WAY)
    with Inference() as inference:
        chains = [await _chain(bus, one, f"{GROUP} {number}", inference) for number, one in enumerate(entered)]
        send = recorded_set(video, Recording(session=SESSION, quality=play.quality), time.time)
        producer = asyncio.create_task(send(bus.publish, pace))
        try:
            async for answers in _in_step(chains, play.batch):
                pace.answered()
                yield answers
            await producer
        finally:
            producer.cancel()
            await bus.close()
            await asyncio.gather(producer, return_exceptions=True)  # what it raised was raised above, or tells nothing


async def _chain(bus: Bus, one: Entered, group: str, inference: Inference) -> Chain:
    async def wanted_of(_: str, __: int) -> Wanted:
        return Wanted(one.run)

    reader = await bus.read(["frames"], group)
    return Chain(bus, reader, one.stages, wanted_of, MemoryStates(), inference)


async def _in_step(chains: Sequence[Chain], at_once: int) -> AsyncGenerator[tuple[FrameAnswer, ...]]:
    waiting: list[deque[Answer]] = [deque() for _ in chains]
    while True:
        for chain, answers in zip(chains, waiting, strict=True):
            answers.extend(answer_of(one) for one in await chain.step(at_once, _LONGEST_WAIT_S))
        while all(waiting):
            heads = [answers.popleft() for answers in waiting]
            if any(isinstance(head, EndAnswer) for head in heads):
                return
            yield tuple(head for head in heads if isinstance(head, FrameAnswer))
