"""Asks a broker from where to where its logs reach, where they stood at a time, and whether it is there at all."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from aiokafka import TopicPartition
from aiokafka.errors import KafkaTimeoutError

from bus.kafka_clients import new_plain_consumer, stop_consumer
from bus.kafka_refusal import named_refusal
from bus.record import Span

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer


class KafkaSpans:
    """A consumer that reads nothing.

    Args:
        address: Where the broker is.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._consumer: AIOKafkaConsumer = None

    async def start(self) -> None:
        """Connect.

        Raises:
            KafkaConnectionError: nobody answers.
        """
        self._consumer = new_plain_consumer(self._address)
        try:
            await self._consumer.start()
        except BaseException:
            await stop_consumer(self._consumer)
            raise

    async def span(self, topic: str, partition: int) -> Span:
        """Return from where to where a log reaches now; waits while the broker is away."""
        place = TopicPartition(topic, partition)
        while True:
            with (
                suppress(KafkaTimeoutError),
                named_refusal(f"the span of {topic!r}", but=KafkaTimeoutError),
            ):
                earliest, end = await asyncio.gather(
                    self._consumer.beginning_offsets([place]), self._consumer.end_offsets([place])
                )
                return Span(earliest[place], end[place])

    async def since(self, topic: str, partition: int, at_s: float) -> int:
        """Return the first offset appended at a time or after it, else the end; waits while the broker is away."""
        place = TopicPartition(topic, partition)
        while True:
            with (
                suppress(KafkaTimeoutError),
                named_refusal(f"a time of {topic!r}", but=KafkaTimeoutError),
            ):
                at = (await self._consumer.offsets_for_times({place: round(at_s * 1000)}))[place]
                return (await self.span(topic, partition)).end if at is None else int(at.offset)

    async def ask_anything(self) -> None:
        """Return when the broker has answered.

        Raises:
            KafkaError: it doesn't.
        """
        await self._consumer.topics()

    async def stop(self) -> None:
        """Disconnect."""
        await stop_consumer(self._consumer)
