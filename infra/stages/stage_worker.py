"""Stages as a process of their own: frames off the bus, answers onto it, for every session of its partitions."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bus.errors import BusClosedError
from bus.protocol import Bus, Reader
from bus.states_topic import TopicStates
from infra.stages.answering_turns import Patience
from infra.stages.asked import Answered, event_of
from infra.stages.chain import SHADOW_GROUP, Chain, WantedOf
from infra.stages.fused import Fused
from infra.stages.inference import Inference
from infra.stages.standing import Standing
from infra.stages.wanted import WantedSessions
from processors.checked import ModelFailedError

_WITHIN_S: Final = 0.05
_SAVE_EVERY: Final = 16
"""Frames of a session between two times that states are saved: half a second, which a crash has computed twice."""
_log: Final = logging.getLogger(__name__)

Join = Callable[[Sequence[str], str], Awaitable[Reader]]
"""Joins a group of readers, by the names of its topics and its own: `faust_reader` over Kafka, else a bus."""


async def work(  # noqa: PLR0913 - what it works with
    bus: Bus,
    fused: Fused,
    join: Join,
    shadow: Fused | None = None,
    *,
    patience: Patience | None = None,
    standing: Standing | None = None,
) -> None:
    """Answer frames until the bus is closed or this is cancelled; then its partitions go to the others at once.

    Args:
        bus: with the topics of `contracts.topics`.
        fused: the stages with their models.
        join: gives the reader.
        shadow: stages that answer the same frames beside, seen by nobody; None: there are none.
        patience: what is done at a frame at which a model breaks or hangs; None: this ends.
        standing: is told how it goes.
    """
    wanted = WantedSessions(bus)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wanted.follow())
            reader = await join([fused.cut.source], fused.cut.name)
            told = standing or Standing(fused.cut.name)
            tasks.create_task(_answer(Joined(bus, reader, wanted.wanted, told), fused, patience))
            if shadow is not None:
                beside = await join([shadow.cut.source], SHADOW_GROUP)
                joined = Joined(bus, beside, wanted.wanted_beside, Standing(SHADOW_GROUP), shadow=True)
                tasks.create_task(_answer_beside(joined, shadow))
    except* BusClosedError:
        pass


@dataclass(frozen=True)
class Joined:
    """Where stages have joined, and what they answer there."""

    bus: Bus
    reader: Reader
    wanted: WantedOf
    standing: Standing
    shadow: bool = False


async def _answer_beside(joined: Joined, fused: Fused) -> None:
    """Answer until a model breaks: that ends these answers, and nothing else."""
    try:
        await _answer(joined, fused, None)
    except ModelFailedError as error:
        _log.error("The models beside have stopped: %s.", error)


async def _answer(joined: Joined, fused: Fused, patience: Patience | None) -> None:
    bus, reader, standing = joined.bus, joined.reader, joined.standing
    with Inference() as inference:
        chain = Chain(
            bus,
            reader,
            fused,
            joined.wanted,
            TopicStates(bus),
            inference,
            save_every=_SAVE_EVERY,
            patience=patience,
            shadow=joined.shadow,
        )
        try:
            while True:
                for answered in await chain.step(within_s=_WITHIN_S):
                    _tell(answered)
                standing.note(reader.partitions, chain.sessions)
        finally:
            standing.ends()
            await _hand_over(chain)
            await reader.close()


async def _hand_over(chain: Chain) -> None:
    """Save and acknowledge what is answered, so that whoever takes over begins right there."""
    try:
        await chain.close()
    except BusClosedError:
        _log.debug("The bus was closed before all was handed over; it is answered again, alike.")


def _tell(answered: Answered) -> None:
    """Log where a session begins and ends."""
    event = event_of(answered.asked.given)
    if answered.is_end:
        reason = getattr(answered.asked.given, "reason", "")
        _log.info("Session %s has ended after %d frames: %s.", event.session, event.frame, reason)
    elif event.frame == 0 and answered.said:
        _log.info("Session %s has begun, run %s.", event.session, answered.asked.wanted.run.id)
