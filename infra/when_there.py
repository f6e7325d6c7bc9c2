"""Opens what a process that lives on needs, and waits for it where it is away: says so once, and once that it came."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 10.0
_log: Final = logging.getLogger(__name__)

T = TypeVar("T")


async def when_there(name: str, opened: Callable[[], Awaitable[T]], away: type[Exception]) -> T:
    """Open something as soon as it can be.

    Args:
        name: what people know it by.
        opened: opens it.
        away: what `opened` raises while it is away; anything else ends the waiting.
    """
    wait_s = _FIRST_WAIT_S
    while True:
        try:
            there = await opened()
        except away:
            if wait_s == _FIRST_WAIT_S:
                _log.warning("%s doesn't answer; this waits until it does.", name)
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
        else:
            if wait_s > _FIRST_WAIT_S:
                _log.warning("%s answers.", name)
            return there
