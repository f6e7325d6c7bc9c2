"""Every bus that the conformance suite runs over: a new one is one more name in `BUSES` and the fixture of its name."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, cast

import pytest

from bus.memory import MemoryBus
from bus.protocol import Bus
from contracts.topics import Topic
from infra.kafka.broker import Broker
from tests.bus.described import OpenBus
from tests.bus.opened_kafka import opened

BUSES: Final = ("memory", "kept_memory", "kafka")


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


@pytest.fixture(scope="session")
def open_kept_memory_bus(tmp_path_factory: pytest.TempPathFactory) -> OpenBus:
    """Opens a memory bus that keeps its compacted topics on disk."""

    @asynccontextmanager
    async def opened(topics: Sequence[Topic], partitions: int) -> AsyncIterator[Bus]:
        bus = MemoryBus(topics, partitions, limits={}, kept_in=tmp_path_factory.mktemp("journals"))
        yield bus
        await bus.close()

    return opened


@pytest.fixture(scope="session")
def open_kafka_bus(broker: Broker) -> OpenBus:
    """Opens a bus over a broker that all tests share."""

    @asynccontextmanager
    async def opened_here(topics: Sequence[Topic], partitions: int) -> AsyncIterator[Bus]:
        async with opened(broker.address, topics, partitions) as bus:
            yield bus

    return opened_here
