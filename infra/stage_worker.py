"""The stages as a process of their own: frames off the bus, answers onto it, for every session of its partitions."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bus.errors import BusClosedError
from bus.protocol import Bus
from bus.states_topic import TopicStates
from infra.chain import GROUP, SHADOW_GROUP, Answer, Chain, WantedOf
from infra.fused import EndAnswer, Fused
from infra.wanted import WantedSessions
from processors.checked import ModelFailedError

_AT_ONCE: Final = 64
"""Frames that are taken at once, 4 MB of them: of a live session that is behind, all but the newest are passed over."""
_WITHIN_S: Final = 0.05
_SAVE_EVERY: Final = 16
"""Frames between two times that states are saved: half a second of one session, which a crash has computed twice."""
_log: Final = logging.getLogger(__name__)


async def work(bus: Bus, fused: Fused, shadow: Fused | None = None) -> None:
    """Answer frames until the bus is closed or this is cancelled; then its partitions go to the others at once.

    Args:
        bus: with the topics of `contracts.topics`.
        fused: the stages with their models.
        shadow: stages that answer the same frames beside, seen by nobody; None: there are none.
    """
    wanted = WantedSessions(bus)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wanted.follow())
            tasks.create_task(_answer(bus, fused, wanted.wanted, GROUP))
            if shadow is not None:
                tasks.create_task(_answer_beside(bus, shadow, wanted.wanted_beside))
    except* BusClosedError:
        pass


async def _answer_beside(bus: Bus, fused: Fused, wanted: WantedOf) -> None:
    """Answer until a model breaks: that ends these answers, and nothing else."""
    try:
        await _answer(bus, fused, wanted, SHADOW_GROUP)
    except ModelFailedError as error:
        _log.error("The models beside have stopped: %s.", error)


async def _answer(bus: Bus, fused: Fused, wanted: WantedOf, group: str) -> None:
    reader = await bus.read(["frames"], group)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="inference") as thread:
        shadow = group == SHADOW_GROUP
        chain = Chain(bus, reader, fused, wanted, TopicStates(bus), thread, save_every=_SAVE_EVERY, shadow=shadow)
        try:
            while True:
                for answer in await chain.step(_AT_ONCE, _WITHIN_S):
                    _tell(answer)
        finally:
            await reader.close()


def _tell(answer: Answer) -> None:
    """Log where a session begins and ends."""
    if isinstance(answer, EndAnswer):
        _log.info("Session %s has ended after %d frames: %s.", answer.end.session, answer.end.frame, answer.end.reason)
    elif answer.form.frame == 0:
        _log.info("Session %s has begun, run %s.", answer.form.session, answer.form.run)
