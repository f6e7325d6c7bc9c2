"""Makes topics on a broker for one test; a test that changes one later uses the same client."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from contracts.topics import Topic
from infra.kafka.create_topics import create_topics
from infra.kafka.topic_settings import topic_settings

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
    """Make topics as they are described, or with some settings changed; they can be written to when this returns."""
    async with admin_of(address) as admin:
        await create_topics(admin, topics, partitions)
    for topic in topics if settings else ():
        await change_topic(address, topic, settings or {})


async def change_topic(address: str, topic: Topic, settings: Mapping[str, str]) -> None:
    """Change some of a topic's settings."""
    from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

    changed = topic_settings(topic, 1) | dict(settings)
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
