"""Makes topics on a broker for one test; a test that changes one later uses the same client."""

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
    """Make topics as they are described, or with other settings."""
    from aiokafka.admin import NewTopic

    async with admin_of(address) as admin:
        await admin.create_topics(
            [NewTopic(topic.name, partitions, 1, topic_configs=_settings(topic) | dict(settings or {})) for topic in topics]
        )


def _settings(topic: Topic) -> dict[str, str]:
    return {"max.message.bytes": str(broker_limit_bytes(topic)), "cleanup.policy": topic.cleanup}
