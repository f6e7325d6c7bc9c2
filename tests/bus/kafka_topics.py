"""Makes topics on a broker for one test; a test that changes one later uses the same client."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bus.kafka_record import broker_limit_bytes
from contracts.topics import Topic

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient


@asynccontextmanager
async def admin_of(address: str) -> "AsyncIterator[AIOKafkaAdminClient]":
    """Give a client that may change topics."""
    from aiokafka.admin import AIOKafkaAdminClient

    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def make_topics(
    address: str, topics: Sequence[Topic], partitions: int, settings: Mapping[str, str] | None = None
) -> None:
    """Make topics as they are described, or with other settings; they are there when this returns."""
    from aiokafka.admin import NewTopic

    names = {topic.name for topic in topics}
    async with admin_of(address) as admin:
        await admin.create_topics(
            [NewTopic(one.name, partitions, 1, topic_configs=_settings(one) | dict(settings or {})) for one in topics]
        )
        while not names <= await _usable(admin):  # noqa: ASYNC110 - the broker tells nobody
            await asyncio.sleep(0.02)


async def _usable(admin: "AIOKafkaAdminClient") -> set[str]:
    """Return the topics whose every partition has a leader."""
    found = await admin.describe_topics()
    return {
        one["topic"]
        for one in found
        if not one["error_code"] and all(part["leader"] >= 0 and not part["error_code"] for part in one["partitions"])
    }


def _settings(topic: Topic) -> dict[str, str]:
    return {"max.message.bytes": str(broker_limit_bytes(topic)), "cleanup.policy": topic.cleanup}


async def change_topic(address: str, topic: Topic, settings: Mapping[str, str]) -> None:
    """Change some of a topic's settings."""
    from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

    changed = _settings(topic) | dict(settings)
    async with admin_of(address) as admin:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name, changed)])


async def delete_before(address: str, topic: Topic, partition: int, offset: int) -> None:
    """Delete the records before an offset, as retention does."""
    from aiokafka import TopicPartition
    from aiokafka.admin import RecordsToDelete

    async with admin_of(address) as admin:
        await admin.delete_records({TopicPartition(topic.name, partition): RecordsToDelete(offset)})


async def stored_values(address: str, topic: str, count: int) -> list[bytes | None]:
    """Return the first values of a topic's partition 0 as the broker has them."""
    from aiokafka import AIOKafkaConsumer, TopicPartition

    place = TopicPartition(topic, 0)
    consumer = AIOKafkaConsumer(bootstrap_servers=address, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([place])
        return [(await consumer.getone(place)).value for _ in range(count)]
    finally:
        await consumer.stop()
