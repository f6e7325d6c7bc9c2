"""Every bus that the conformance suite runs over: a new one is one more name in `BUSES` and the fixture of its name."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, cast

import pytest

from bus.memory import MemoryBus
from bus.protocol import Bus
from contracts.topics import Topic
from tests.bus.described import OpenBus

BUSES: Final = ("memory",)


@pytest.fixture(scope="session", params=BUSES)
def open_bus(request: pytest.FixtureRequest) -> OpenBus:
    """Opens the bus that the test runs on this time."""
    return cast("OpenBus", request.getfixturevalue(f"open_{request.param}_bus"))


@pytest.fixture(scope="session")
def open_memory_bus() -> OpenBus:
    """Opens a memory bus with its usual limits."""

    @asynccontextmanager
    async def opened(topics: Sequence[Topic], partitions: int) -> AsyncIterator[Bus]:
        bus = MemoryBus(topics, partitions, limits={})
        yield bus
        await bus.close()

    return opened
