"""Makes and stops aiokafka's clients: the settings that were measured, and the few inner parts that need a hand.

**Producing**: acks=all, idempotent, no linger: with one replica that costs nothing over acks=1, and a linger of 5 ms
adds 5 ms. **Groups**: a dead member is missed after 6 s. A fetch waits 20 ms at the broker: a partition that was
drained waits as long before it is fetched anew, if others of the node are quiet. **One partition** has nobody to wait
for, so its fetch waits 500 ms: 40 readers cost 3 % of a core idle so, and 18 % at 20 ms.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import KafkaError

from bus.kafka_record import broker_limit_bytes
from contracts.topics import MEBIBYTE, Topic

if TYPE_CHECKING:
    from aiokafka.client import AIOKafkaClient

_GRACE_S: Final = 0.1
"""What a call has beyond aiokafka's own time limit: cut off from outside, each leaves a future behind that stays."""
LOOK_S: Final = 1.0
"""How long it may take to look what is there, for a call that doesn't wait for more."""
SESSION_TIMEOUT_MS: Final = 6000
_HEARTBEAT_MS: Final = 1000
_GROUP_FETCH_BYTES: Final = MEBIBYTE
_GROUP_FETCH_AT_ONCE_BYTES: Final = 8 * MEBIBYTE
_GROUP_FETCH_WAIT_MS: Final = 20
_PARTITION_FETCH_BYTES: Final = MEBIBYTE // 4
_PARTITION_FETCH_WAIT_MS: Final = 500
_RETRY_MS: Final = 200
_STOP_WITHIN_S: Final = 3.0


def new_producer(address: str, topics: Sequence[Topic]) -> AIOKafkaProducer:
    """Make a producer for these topics. A batch passes every topic's limit, as one too large fails as a whole."""
    return AIOKafkaProducer(
        bootstrap_servers=address,
        acks="all",
        enable_idempotence=True,
        linger_ms=0,
        max_batch_size=min(MEBIBYTE, *(topic.max_message_bytes for topic in topics)),
        max_request_size=max(broker_limit_bytes(topic) for topic in topics),
        retry_backoff_ms=_RETRY_MS,
    )


def new_member(
    address: str, topics: Sequence[str], group: str, listener: ConsumerRebalanceListener | None = None
) -> AIOKafkaConsumer:
    """Make a member of a group. The range assignor gives a member the same partition numbers of each topic."""
    member = AIOKafkaConsumer(
        bootstrap_servers=address,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        partition_assignment_strategy=(RangePartitionAssignor,),
        session_timeout_ms=SESSION_TIMEOUT_MS,
        heartbeat_interval_ms=_HEARTBEAT_MS,
        fetch_max_wait_ms=_GROUP_FETCH_WAIT_MS,
        fetch_max_bytes=_GROUP_FETCH_AT_ONCE_BYTES,
        max_partition_fetch_bytes=_GROUP_FETCH_BYTES,
        retry_backoff_ms=_RETRY_MS,
    )
    member.subscribe(topics, listener=listener)
    return member


def new_plain_consumer(address: str) -> AIOKafkaConsumer:
    """Make a consumer of no group, which reads one partition or asks for spans."""
    return AIOKafkaConsumer(
        bootstrap_servers=address,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        fetch_max_wait_ms=_PARTITION_FETCH_WAIT_MS,
        max_partition_fetch_bytes=_PARTITION_FETCH_BYTES,
        retry_backoff_ms=_RETRY_MS,
    )


def longest_s(within_s: float) -> float:
    """Return how long a `take` may be waited for, whatever happens."""
    return within_s + _GRACE_S if within_s else LOOK_S


async def started(make: Callable[[], AIOKafkaConsumer]) -> AIOKafkaConsumer:
    """Make and start a consumer, as often as it takes while the broker is away."""
    while True:
        consumer = make()
        try:
            await consumer.start()
        except KafkaError as error:
            await stop_consumer(consumer)
            if not error.retriable:
                raise
            await asyncio.sleep(_RETRY_MS / 1000)
        except BaseException:
            await stop_consumer(consumer)
            raise
        else:
            _fetch_past_what_waits(consumer)
            return consumer


def _fetch_past_what_waits(consumer: AIOKafkaConsumer) -> None:
    """Fetch other partitions while one has records that nobody took; aiokafka stops for 100 ms and has no setting."""
    consumer._fetcher._prefetch_backoff = 0  # noqa: SLF001


async def stop_consumer(consumer: AIOKafkaConsumer) -> None:
    """Stop a consumer, whether it was started or not; a member leaves its group. Ends also while the broker is away."""
    await _within(consumer.stop)
    await _close(consumer._client)  # noqa: SLF001 - stop() leaves it open if a fetch has just failed


async def stop_producer(producer: AIOKafkaProducer) -> None:
    """Stop a producer once what it holds is delivered, or without that if the broker is away."""
    await _within(producer.stop)
    sender = producer._sender  # noqa: SLF001 - stop() waits for a broker for ever
    await _within(sender.close)
    await _close(producer.client)


async def _within(stop: Callable[[], Awaitable[None]]) -> None:
    """Call what stops a client, as long as it takes but not for ever; what it still complains of has no reader."""
    stopping = asyncio.ensure_future(stop())
    await asyncio.wait({stopping}, timeout=_STOP_WITHIN_S)
    if not stopping.done():
        stopping.cancel()
    with suppress(KafkaError, asyncio.CancelledError):
        await stopping


async def _close(client: "AIOKafkaClient") -> None:
    with suppress(KafkaError):
        await client.close()
