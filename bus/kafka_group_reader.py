"""A member of a group over Kafka (`bus.protocol.Reader`)."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError

from bus.kafka_clients import LOOK_S, SESSION_TIMEOUT_MS, longest_s, new_member, started, stop_consumer
from bus.kafka_lease import Lease
from bus.kafka_record import received
from bus.kafka_refusal import named_refusal
from bus.record import Record
from bus.waiting_calls import WaitingCalls

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer

_SETTLED_WITHIN_S: Final = 10.0
_Offsets = dict[TopicPartition, int]


class _Share(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka has no types
    """What this member knows of its partitions; all of it is forgotten when members come or go."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self.committed: _Offsets = {}
        """How far each partition is acknowledged, as far as it was asked for."""
        self.changed = asyncio.Event()
        """Set when there is another share, once everybody has theirs; then there is a new event."""
        self.changes = 0

    def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:  # noqa: ARG002 - all are
        self.committed.clear()

    def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:  # noqa: ARG002 - the consumer knows them
        self.committed.clear()
        self.changes += 1
        self._lease.begin()
        self.changed.set()
        self.changed = asyncio.Event()


class KafkaGroupReader:
    """See `bus.protocol.Reader`. It holds what was fetched, 1 MiB of each partition at most, or one record.

    A member that takes nothing for five minutes loses its share until it takes again.

    Args:
        consumer: Started, a member of the group.
        share: Is told of the consumer's partitions.
        lease: Watches the consumer.
        calls: The calls that wait in this reader.
        closed: Is told when the reader is closed.
    """

    def __init__(
        self,
        consumer: "AIOKafkaConsumer",
        share: _Share,
        lease: Lease,
        calls: WaitingCalls,
        closed: "Callable[[KafkaGroupReader], None]",
    ) -> None:
        self.calls: Final = calls
        """The calls that wait in this reader."""
        self._consumer = consumer
        self._share = share
        self._closed = closed
        self._lease = lease

    @classmethod
    async def join(
        cls,
        address: str,
        topics: Sequence[str],
        group: str,
        calls: WaitingCalls,
        closed: "Callable[[KafkaGroupReader], None]",
    ) -> "KafkaGroupReader":
        """Join a group; returns once there is a share."""
        lease = Lease(SESSION_TIMEOUT_MS / 1000)
        share = _Share(lease)
        with named_refusal(f"a member of the group {group!r}"):
            consumer = await started(lambda: new_member(address, topics, group, share))
        lease.watch(consumer)
        return cls(consumer, share, lease, calls, closed)

    @property
    def partitions(self) -> frozenset[int]:
        """See `bus.protocol.Reader`."""
        return frozenset(place.partition for place in self._consumer.assignment())

    @property
    def shares(self) -> int:
        """See `bus.protocol.Reader`."""
        return self._share.changes

    async def sure(self) -> None:
        """See `bus.protocol.Reader`."""
        shares = self.shares
        await self.calls.wait(lambda: self._lease.sure(lambda: self.shares != shares), None)

    async def take(self, at_most: int, within_s: float) -> list[Record]:
        """See `bus.protocol.Reader`."""
        await asyncio.sleep(0)  # A reader with a backlog must not keep the loop for itself.
        return await self.calls.wait(lambda: self._fetched(at_most, within_s), longest_s(within_s)) or []

    async def commit(self, records: Iterable[Record]) -> None:
        """See `bus.protocol.Reader`."""
        ends: _Offsets = {}
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            ends[place] = max(ends.get(place, 0), record.offset + 1)
        with named_refusal("a commit"):
            await self.calls.finish(lambda: self._commit(ends))

    async def close(self) -> None:
        """See `bus.protocol.Reader`."""
        self.calls.close_reader()
        self._closed(self)
        await stop_consumer(self._consumer)

    async def _fetched(self, at_most: int, within_s: float) -> list[Record]:
        """Return what was fetched. Nothing may be awaited after it: a cancelled call would have taken it."""
        with named_refusal("to give records"):
            batches = await self._consumer.getmany(timeout_ms=1000 * within_s, max_records=at_most)
            if not batches and not within_s and await self._is_behind():
                batches = await self._consumer.getmany(timeout_ms=1000 * LOOK_S, max_records=at_most)
        return [received(record) for batch in batches.values() for record in batch]

    async def _is_behind(self) -> bool:
        """Whether there is more in the logs than was taken: what was fetched doesn't tell."""
        places = list(self._consumer.assignment())
        ends = await self._consumer.end_offsets(places)
        return any([await self._consumer.position(place) < ends[place] for place in places])

    async def _commit(self, ends: Mapping[TopicPartition, int]) -> bool:
        while ahead := {place: end for place, end in ends.items() if await self._is_ahead(place, end)}:
            changed = self._share.changed
            try:
                await self._consumer.commit(ahead)
            except IllegalStateError:
                continue
            except CommitFailedError:  # members come or go, or have come or gone meanwhile
                with suppress(TimeoutError):
                    async with asyncio.timeout(_SETTLED_WITHIN_S):
                        await changed.wait()
            else:
                self._share.committed |= ahead
                break
        return True

    async def _is_ahead(self, place: TopicPartition, end: int) -> bool:
        """Whether a partition is this member's and not acknowledged as far."""
        if place not in self._consumer.assignment():
            return False
        committed = self._share.committed.get(place)
        if committed is None:
            committed = self._share.committed[place] = await self._consumer.committed(place) or 0
        return end > committed
