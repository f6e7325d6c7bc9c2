"""Asks a broker how far groups have acknowledged its logs."""

import asyncio
from contextlib import suppress
from typing import Final

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import BrokerResponseError, KafkaError

from bus.errors import BrokerRefusedError

_RETRY_S: Final = 0.2


class KafkaCommits:
    """A client that only asks; it connects when it is first asked.

    Args:
        address: Where the broker is.
    """

    def __init__(self, address: str) -> None:
        self._admin = AIOKafkaAdminClient(bootstrap_servers=address)

    async def committed(self, group: str, topic: str, partition: int) -> int:
        """Return the offset up to which a group has acknowledged a log, 0: nothing; waits while the broker is away.

        Raises:
            BrokerRefusedError: it refuses to tell.
        """
        place = TopicPartition(topic, partition)
        while True:
            try:
                await self._admin.start()
                found = await self._admin.list_consumer_group_offsets(group, partitions=[place])
            except BrokerResponseError as error:
                if not error.retriable:
                    raise BrokerRefusedError(
                        f"The broker refused what {group!r} has acknowledged: {error!r}"
                    ) from error
                found = {}
            except KafkaError:
                found = {}
            if place in found:
                return max(0, int(found[place].offset))
            await asyncio.sleep(_RETRY_S)  # a broker that has just started answers without any place

    async def stop(self) -> None:
        """Disconnect."""
        with suppress(KafkaError):
            await self._admin.close()
