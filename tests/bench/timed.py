"""How long some work takes: on the wall, and of this process's CPU."""

import time
from collections.abc import Awaitable
from typing import NamedTuple


class Took(NamedTuple):
    """What it took, seconds."""

    wall_s: float
    cpu_s: float


async def timed(work: Awaitable[object]) -> Took:
    """Do some work, and tell what it took."""
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    await work
    return Took(time.perf_counter() - wall_s, time.process_time() - cpu_s)
