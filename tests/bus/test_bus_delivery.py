"""At least once and in order, whatever readers do: random publishing, taking, committing and leaving, on every bus."""

import asyncio
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from bus.protocol import Bus, Reader
from bus.record import Record
from contracts.topics import Topic
from tests.bus.described import OpenBus, topic

GROUP = "g"
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), st.integers(0, 3)),
        st.tuples(st.just("take"), st.integers(1, 5)),
        st.tuples(st.just("commit"), st.integers(0, 5)),
        st.tuples(st.just("reopen"), st.just(0)),
    ),
    max_size=40,
)


class Worker:
    """Does what a plan says, and checks each record it is given against what it has committed."""

    def __init__(self, bus: Bus, things: Topic, reader: Reader) -> None:
        self.bus = bus
        self.things = things
        self.reader = reader
        self.published: dict[int, list[bytes]] = defaultdict(list)
        self.uncommitted: list[Record] = []
        self.expected: dict[int, int] = defaultdict(int)
        """The offset that has to come next, by partition."""
        self.committed: dict[int, int] = defaultdict(int)

    async def publish(self, key: int) -> None:
        value = b"%d" % sum(map(len, self.published.values()))
        ref = await self.bus.publish(self.things.name, str(key), value)
        assert ref.offset == len(self.published[ref.partition])
        self.published[ref.partition].append(value)

    async def take(self, at_most: int, within_s: float = 0) -> None:
        records = await self.reader.take(at_most, within_s)
        assert len(records) <= at_most
        for record in records:
            assert record.offset == self.expected[record.partition]
            assert record.value == self.published[record.partition][record.offset]
            self.expected[record.partition] += 1
        self.uncommitted += records

    async def commit(self, count: int) -> None:
        done, self.uncommitted = self.uncommitted[:count], self.uncommitted[count:]
        await self.reader.commit(done)
        for record in done:
            self.committed[record.partition] = record.offset + 1

    async def reopen(self, _: int) -> None:
        await self.reader.close()
        self.reader = await self.bus.read([self.things.name], GROUP)
        self.uncommitted = []
        self.expected = self.committed.copy()

    async def drain(self) -> None:
        while any(self.expected[partition] < len(log) for partition, log in self.published.items()):
            await self.take(10, within_s=5)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, partitions=st.integers(1, 3))
def test_each_record_comes_at_least_once_and_in_order(
    open_bus: OpenBus, steps: list[tuple[str, int]], partitions: int
) -> None:
    async def work() -> None:
        things = topic()
        async with open_bus([things], partitions) as bus:
            worker = Worker(bus, things, await bus.read([things.name], GROUP))
            for step, argument in steps:
                await getattr(worker, step)(argument)
            await worker.drain()

    asyncio.run(work())
