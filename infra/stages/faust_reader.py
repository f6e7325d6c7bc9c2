"""A member of a group by faust (`bus.protocol.Reader`): what the workers of the stages take their frames with.

faust runs inside our own event loop, joins the group that is named as its app, and shares out the partitions; an agent
hands on what it is given. Nothing is acknowledged by faust itself, which acknowledges also what it skips when members
come and go: `commit` does it, once answers are delivered and states are saved. Before a share goes to others, whoever
takes has a moment to save and acknowledge what is answered: `take` is cut short, and `shares` has counted on.

The transport is faust's own but for two of its settings: a fetch waits 50 ms at the broker, not 1.5 s, and partitions
are fetched while others have records that nobody took, not 100 ms later.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, Self

import faust
from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaConnectionError
from faust.transport.drivers import aiokafka as driver

from bus.errors import BrokerRefusedError, ReaderClosedError
from bus.kafka_lease import Lease
from bus.kafka_record import read
from bus.kafka_refusal import named_refusal
from bus.record import Record
from contracts.topics import MEBIBYTE

_FETCH_WAIT_MS: Final = 50
_PREFETCH_BACKOFF_S: Final = 0.005
_HELD: Final = 256
"""Records that wait here to be taken; faust keeps others in its own buffer, and what was fetched, 1 MiB a partition."""
_SETTLES_WITHIN_S: Final = 2.0
"""How long a share is kept from the others so that what is answered can be acknowledged."""
_TRIES_AGAIN_S: Final = 1.0
_SESSION_TIMEOUT_S: Final = 6.0
_LOGGERS: Final = ("faust", "mode")


class _Thread(driver.AIOKafkaConsumerThread):
    """The thread of the consumer, with the settings that faust hasn't."""

    lease: Lease

    def _create_worker_consumer(self, transport: Any) -> Any:  # noqa: ANN401 - aiokafka's consumer
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = _FETCH_WAIT_MS  # noqa: SLF001 - read when it starts
        return consumer

    async def on_start(self) -> None:
        await super().on_start()
        self.lease.watch(self._ensure_consumer())
        self._ensure_consumer()._fetcher._prefetch_backoff = _PREFETCH_BACKOFF_S  # noqa: SLF001 - no setting

    async def acknowledge(self, ends: Mapping[TopicPartition, int]) -> None:
        """Commit, where partitions are still this member's."""
        await self.call_thread(self._acknowledge, ends)

    async def _acknowledge(self, ends: Mapping[TopicPartition, int]) -> None:
        consumer = self._ensure_consumer()
        ours = {place: end for place, end in ends.items() if place in consumer.assignment()}
        if ours:
            with suppress(CommitFailedError, IllegalStateError):  # others have them by now, and take the records again
                await consumer.commit(ours)


class _Consumer(driver.Consumer):
    _thread: _Thread

    def _new_consumer_thread(self) -> _Thread:
        thread = _Thread(self, loop=self.loop, beacon=self.beacon)
        thread.lease = Lease(_SESSION_TIMEOUT_S)
        return thread

    @property
    def lease(self) -> Lease:
        """What is known of the share."""
        return self._thread.lease

    def ack(self, message: object) -> bool:  # noqa: ARG002 - faust's signature
        """Acknowledge nothing: `commit` does."""
        return False

    async def acknowledge(self, ends: Mapping[TopicPartition, int]) -> None:
        """Commit offsets."""
        await self._thread.acknowledge(ends)


class _Transport(driver.Transport):
    Consumer = _Consumer


_Thread.logger = _Consumer.logger = driver.logger  # each class would get that of its module, which is ours


class FaustReader:
    """See `bus.protocol.Reader`. `FaustReader.join` makes one.

    Args:
        app: Not started; its agent isn't defined yet.
    """

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - a faust.App
        self._app = app
        self._waiting = deque[Record]()
        self._changed = asyncio.Event()
        """Set when there is something new for whoever takes, or room for what comes."""
        self._shares = 0
        self._has_given = False
        """Whether something of this share was taken."""
        self._has_share = asyncio.Event()
        self._settled = asyncio.Event()
        self._closed = False

    @classmethod
    async def join(cls, address: str, topics: Sequence[str], group: str) -> Self:
        """Join a group; returns once there is a share, which may be empty. A broker that is away is waited for.

        Args:
            address: HOST:PORT of the broker, or several of one cluster with commas between.
            topics: what to read; they are there.
            group: its name.
        """
        _keep_quiet()
        while True:
            reader = cls(_app(address, group))
            try:
                await reader._start(topics)
            except KafkaConnectionError:  # the bus says that the broker is away
                await reader.close()
                await asyncio.sleep(_TRIES_AGAIN_S)
            except BaseException:
                await reader.close()
                raise
            else:
                return reader

    @property
    def partitions(self) -> frozenset[int]:
        """See `bus.protocol.Reader`."""
        return frozenset(place.partition for place in self._app.consumer.assignment())

    @property
    def shares(self) -> int:
        """See `bus.protocol.Reader`."""
        return self._shares

    async def sure(self) -> None:
        """See `bus.protocol.Reader`."""
        shares = self._shares
        await self._app.consumer.lease.sure(lambda: self._shares != shares or self._closed or self._has_crashed)
        self._refuse_if_over()

    async def take(self, at_most: int, within_s: float) -> list[Record]:
        """See `bus.protocol.Reader`. Gives none at once when the share is about to change."""
        self._settled.set()
        await asyncio.sleep(0)  # A reader with a backlog must not keep the loop for itself.
        self._refuse_if_over()
        if not self._waiting and within_s:
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(within_s):
                    await self._changed.wait()
            self._refuse_if_over()
        taken = [self._waiting.popleft() for _ in range(min(at_most, len(self._waiting)))]
        self._has_given |= bool(taken)
        self._changed.set()
        return taken

    async def commit(self, records: Iterable[Record]) -> None:
        """See `bus.protocol.Reader`."""
        ends: dict[TopicPartition, int] = {}
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            ends[place] = max(ends.get(place, 0), record.offset + 1)
        self._refuse_if_over()
        if ends:
            with named_refusal("a commit"):
                await self._app.consumer.acknowledge(ends)

    async def close(self) -> None:
        """See `bus.protocol.Reader`."""
        if self._closed:
            return
        self._closed = True
        self._changed.set()
        self._settled.set()
        await self._app.stop()

    async def _start(self, topics: Sequence[str]) -> None:
        self._app.on_partitions_revoked.connect(self._leave, weak=False)
        self._app.on_partitions_assigned.connect(self._begin, weak=False)
        source = self._app.topic(*topics, key_serializer="raw", value_serializer="raw")
        self._app.agent(source, name="reader")(self._hand_on)
        await self._app.start()
        while not self._has_share.is_set():
            self._refuse_if_over()
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._has_share.wait()

    async def _hand_on(self, stream: Any) -> None:  # noqa: ANN401 - a faust.Stream
        """Let what comes wait to be taken."""
        async for event in stream.noack().events():
            share = self._shares
            while len(self._waiting) >= _HELD and share == self._shares:
                self._changed.clear()
                await self._changed.wait()
            if share == self._shares:
                self._waiting.append(_received(event.message))
                self._changed.set()

    async def _leave(self, _: object, *__: object, **___: object) -> None:
        """Let whoever takes come to terms with what it has, before others get it."""
        self._waiting.clear()
        self._shares += 1
        self._changed.set()
        if not self._has_given:
            return
        self._has_given = False
        self._settled.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(_SETTLES_WITHIN_S):
                await self._settled.wait()

    async def _begin(self, _: object, *__: object, **___: object) -> None:
        self._app.consumer.lease.begin()
        self._has_share.set()

    @property
    def _has_crashed(self) -> bool:
        return self._app.crash_reason is not None

    def _refuse_if_over(self) -> None:
        if self._closed:
            raise ReaderClosedError("The reader was closed; open another to go on.")
        if self._has_crashed:
            raise BrokerRefusedError(f"The group {self._app.conf.id!r} can't be read any more") from (
                self._app.crash_reason
            )


class _App(faust.App):
    logger = logging.getLogger("faust")  # as quiet as the library, else it would speak as this module

    def _create_directories(self) -> None:
        """Make none: only tables would be kept there, and a process that is killed would leave them behind."""


def _app(address: str, group: str) -> _App:
    app = _App(
        group,
        broker=[f"kafka://{one}" for one in address.split(",")],
        store="memory://",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        broker_session_timeout=_SESSION_TIMEOUT_S,
        broker_heartbeat_interval=1.0,
        broker_request_timeout=30.0,
        stream_wait_empty=False,
        stream_buffer_maxsize=1024,
        consumer_max_fetch_size=MEBIBYTE,
        consumer_metadata_max_age_ms=30_000,
        consumer_auto_offset_reset="earliest",
        producer_linger=0.0,
    )
    app.transport = _Transport(app.conf.broker_consumer, app)
    return app


def _received(message: Any) -> Record:  # noqa: ANN401 - a faust message
    """Give a message as it was published; also one that another program wrote."""
    headers = message.headers or ()
    return read(message, headers.items() if isinstance(headers, Mapping) else headers, message.timestamp)


def _keep_quiet() -> None:
    """Let faust log nothing, unless somebody has given its loggers a level: what matters is raised."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.CRITICAL + 1)
