"""The stages as a process of their own: frames off the bus, answers onto it, for every session of its partitions."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bus.errors import BusClosedError
from bus.protocol import Bus
from bus.states_topic import TopicStates
from infra.chain import GROUP, Answer, Chain
from infra.fused import EndAnswer, Fused
from infra.wanted import WantedSessions

_AT_ONCE: Final = 64
"""Frames that are taken at once, 4 MB of them: of a live session that is behind, all but the newest are passed over."""
_WITHIN_S: Final = 0.05
_SAVE_EVERY: Final = 16
"""Frames between two times that states are saved: half a second of one session, which a crash has computed twice."""
_log: Final = logging.getLogger(__name__)


async def work(bus: Bus, fused: Fused) -> None:
    """Answer frames until the bus is closed or this is cancelled; then its partitions go to the others at once.

    Args:
        bus: with the topics of `contracts.topics`.
        fused: the stages with their models.
    """
    wanted = WantedSessions(bus)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wanted.follow())
            tasks.create_task(_answer(bus, fused, wanted))
    except* BusClosedError:
        pass


async def _answer(bus: Bus, fused: Fused, wanted: WantedSessions) -> None:
    reader = await bus.read(["frames"], GROUP)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="inference") as thread:
        chain = Chain(bus, reader, fused, wanted.wanted, TopicStates(bus), thread, save_every=_SAVE_EVERY)
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
