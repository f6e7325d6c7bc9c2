"""Looks once, or again and again until it is interrupted; a broker that goes away meanwhile is waited for."""

import asyncio
from collections.abc import Callable
from typing import Final

from infra.kafka.broker_error import NoBrokerError
from infra.status.looking import Looking
from infra.status.status import Status

_EVERY_S: Final = 1.0

Show = Callable[[Status, str], None]
"""Is given how a run stands, and why that isn't known for now; ""."""


async def show_once(looking: Looking, show: Show) -> None:
    """Show how a run stands, with its rates over a second.

    Raises:
        NoBrokerError: no broker answers.
    """
    await looking.look()
    await asyncio.sleep(_EVERY_S)
    show(await looking.look(), "")


async def show_for_good(looking: Looking, show: Show) -> None:
    """Show how a run stands, once a second.

    Raises:
        NoBrokerError: no broker answers at the beginning.
    """
    status = await looking.look()
    while True:
        await asyncio.sleep(_EVERY_S)
        try:
            status = await looking.look()
        except NoBrokerError:
            show(status, f"at {status.kafka} is away; this is how it stood before")
        else:
            show(status, "")
