"""The stages for what is filmed, in the process that also works on uploads: live frames don't wait for those."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from bus.errors import BusClosedError
from bus.protocol import Bus
from bus.states_memory import MemoryStates
from infra.stages.asked import Wanted
from infra.stages.chain import Chain
from infra.stages.fused import Fused
from infra.stages.inference import Inference
from infra.stages.wanted import WantedSessions
from processors.checked import ModelFailedError

GROUP: Final = "live"
"""Reads every frame, and answers those of live sessions; who works on an upload reads them by itself."""
_AT_ONCE: Final = 64
_WITHIN_S: Final = 0.5
_SAVE_EVERY: Final = 16


async def answer_live(bus: Bus, fused: Fused, inference: Inference, failed: Callable[[str], Awaitable[None]]) -> None:
    """Answer the frames of live sessions until the bus is closed or this is cancelled.

    Args:
        bus: with the topics of `contracts.topics`.
        fused: the stages with their models.
        inference: what models run on.
        failed: is told why, where a model breaks: it lets the sessions fail, whose frames are passed over then.
    """
    wanted = WantedSessions(bus)

    async def live_only(session: str, take: int) -> Wanted | None:
        return await wanted.wanted(session, take) if await wanted.is_live(session, take) else None

    async def answer() -> None:
        reader = await bus.read(["frames"], GROUP)
        chain = Chain(bus, reader, fused, live_only, MemoryStates(), inference, save_every=_SAVE_EVERY)
        try:
            while True:
                await chain.step(_AT_ONCE, _WITHIN_S)
        finally:
            with suppress(BusClosedError):
                await chain.close()
            await reader.close()

    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wanted.follow())
            while True:
                try:
                    await answer()
                except ModelFailedError as error:
                    await failed(str(error))
    except* BusClosedError:
        pass
