"""Runs a deployment until the process is told to end; told again, what is left is killed."""

import asyncio
from typing import Any

from infra.until_told import told_to_end
from infra.up.deployment import Deployment


async def run(deployment: Deployment) -> bool:
    """Bring it up, keep it, end it.

    Returns:
        Whether it ended in good order.

    Raises:
        ExceptionGroup: of a `PartRefusedError` or a `BrokerError`; all that ran is ended.
    """
    with told_to_end() as stop:
        working = asyncio.create_task(deployment.work())
        await _first(working, stop)
        stop.clear()
        working.cancel()
        await asyncio.wait({working})
        ending = asyncio.create_task(deployment.end())
        in_order = await _first(ending, stop)
        if not in_order:
            await asyncio.to_thread(deployment.kill)
        await ending
        if not working.cancelled():
            working.result()
        return in_order


async def _first(task: "asyncio.Task[Any]", stop: asyncio.Event) -> bool:
    """Wait until a task is over or an event set; tell whether it is over."""
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    return task.done()
