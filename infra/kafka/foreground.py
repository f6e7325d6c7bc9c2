"""A broker that ends with the process that runs it, as supervisors want it."""

import asyncio
from typing import Final

from infra.kafka.broker import Broker, BrokerError

_LOOK_S: Final = 0.2


async def until_it_ends(one: Broker) -> None:
    """Wait as long as a broker runs.

    Raises:
        BrokerError: it has ended, and nobody of us told it to.
    """
    while True:
        if one.process is None:
            break
        await asyncio.sleep(_LOOK_S)
    because = "" if one.known_cause is None else f", as {one.known_cause}"
    raise BrokerError(f"The broker at {one.address} ended{because}; what it said is in {one.log}")
