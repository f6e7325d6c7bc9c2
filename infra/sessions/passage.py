"""One video's way through the stages, over a bus that others may share: every frame in, every answer out.

Three threads share the work: one decodes the video and encodes its JPEGs, one runs the models, and one, where there
is an overlay, draws and feeds ffmpeg. What waits between them is bounded, so memory doesn't grow with the video.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar, Final

from bus.errors import BusClosedError
from bus.protocol import Bus, PartitionReader
from bus.record import Record, Ref
from bus.states_memory import MemoryStates
from contracts.run import Run
from infra.models.chosen import shadow_of
from infra.stages.answers import Answer, answer_of
from infra.stages.asked import Wanted
from infra.stages.chain import Chain, WantedOf
from infra.stages.fused import EndAnswer, Fused
from infra.stages.inference import Inference
from infra.stages.shadow import answer_beside
from producers.jpeg import DEFAULT_QUALITY
from producers.pace import Pace, WhileThereIsRoom
from producers.recorded_set import Send

_LONGEST_WAIT_S: Final = 1.0
_PARTITION: Final = 0
_ON_THEIR_WAY: Final = 32
"""Frames that may be sent and not answered yet: a second of a recording."""


@dataclass(frozen=True, kw_only=True)
class Play:
    """How a video goes through the chain."""

    pace: Pace
    quality: int = DEFAULT_QUALITY
    """Of the JPEGs, 1 to 100."""
    batch: int = 4
    """Frames that the chain takes at once, where so many wait; decoded, they are 6 MB each in 1080p."""
    told: Callable[[int], None] = lambda _: None
    """Is called with the number of frames that are done."""


@dataclass(frozen=True)
class Passage:
    """What videos pass through, one at a time: whoever reads the bus's topics sees their frames and the answers.

    Args:
        bus: with the topics of `contracts.topics`, of one partition.
        fused: the stages.
        inference: what models run on.
        shadow: stages that answer the same frames as a run of their own, seen by nobody; None: there are none.
    """

    bus: Bus
    fused: Fused
    inference: Inference
    shadow: Fused | None = None

    goes_on: ClassVar[bool] = False

    async def begin_anew(self, session: str) -> None:
        """Do nothing: every pass starts with the first frame."""

    async def answers_to(self, send: Send, session: str, run: Run, play: Play) -> AsyncGenerator[Answer, None]:
        """Send a set through the stages, and yield the answers to each frame, the end's last.

        Close it (`contextlib.aclosing`) when you stop early: what was sent and not answered is passed over.

        Raises:
            VideoError: the set's file breaks off; the answers before were given.
        """
        pace = WhileThereIsRoom(play.pace, _ON_THEIR_WAY)
        reader = await self._from_here()
        chain = Chain(self.bus, reader, self.fused, _only(session, run), MemoryStates(), self.inference)
        beside = await self._beside(session, run)
        producer = asyncio.create_task(send(self.bus.publish, pace))
        try:
            ended = False
            while not ended:
                for answered in await chain.step(play.batch, _LONGEST_WAIT_S):
                    if not answered.said:
                        continue
                    answer = answer_of(answered)
                    ended = isinstance(answer, EndAnswer)
                    pace.answered()
                    yield answer
            await asyncio.gather(producer, *beside)
        finally:
            producer.cancel()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)  # nobody is left to tell
            with suppress(BusClosedError):
                await chain.close()
            await reader.close()
            await asyncio.wait([producer])
            if not producer.cancelled():
                producer.exception()  # was raised above, or nobody is left to tell

    async def _beside(self, session: str, run: Run) -> "list[asyncio.Task[None]]":
        """Begin what answers the same frames beside, if there is anything."""
        other = None if self.shadow is None else shadow_of(run)
        if self.shadow is None or other is None:
            return []
        reader = await self._from_here()
        return [asyncio.create_task(answer_beside(self.bus, reader, self.shadow, session, other))]

    async def _from_here(self) -> "_Alone":
        """Read what is published from now on."""
        end = (await self.bus.span("frames", _PARTITION)).end
        return _Alone(await self.bus.records_from("frames", Ref(_PARTITION, end)))


@dataclass(frozen=True)
class _Alone:
    """A reader of the only partition, in no group: what isn't read when it closes nobody misses."""

    reader: PartitionReader
    partitions: frozenset[int] = frozenset({_PARTITION})
    shares: int = 0

    async def sure(self) -> None:
        """Nobody else can have it."""

    async def take(self, at_most: int, within_s: float) -> list[Record]:
        return await self.reader.take(at_most, within_s)

    async def commit(self, _: Iterable[Record]) -> None:
        """Nobody asks how far it is."""

    async def close(self) -> None:
        await self.reader.close()


def _only(session: str, run: Run) -> WantedOf:
    """Want one run of one session; frames of others are filmed meanwhile, and others answer them."""

    async def wanted_of(asked: str, _: int) -> Wanted | None:
        return Wanted(run) if asked == session else None

    return wanted_of
