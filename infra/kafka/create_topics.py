"""Makes the topics that a broker doesn't have yet; those that it has stay as they are."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from contracts.topics import Topic
from infra.kafka.broker_error import TopicsError
from infra.kafka.topic_settings import topic_settings

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.admin.new_topic import NewTopic

_THERE_ALREADY: Final = 36
_LED_S: Final = 10.0
_LOOK_S: Final = 0.05


async def create_topics(
    admin: "AIOKafkaAdminClient", topics: Sequence[Topic], partitions: int, replicas: int = 1
) -> list[str]:
    """Make topics from their descriptions, and wait until each can be written to.

    Args:
        admin: connected to the broker.
        topics: the descriptions.
        partitions: of each; fixed for a deployment's life, as a session's partition follows from it.
        replicas: copies of each partition.

    Returns:
        The names of those that weren't there.

    Raises:
        TopicsError: the broker refuses one.
    """
    there = set(await admin.list_topics())
    missing = [topic for topic in topics if topic.name not in there]
    made = await _make(admin, [_new(topic, partitions, replicas) for topic in missing]) if missing else []
    await _wait_until_led(admin, {topic.name for topic in topics})
    return made


def _new(topic: Topic, partitions: int, replicas: int) -> "NewTopic":
    from aiokafka.admin.new_topic import NewTopic

    return NewTopic(topic.name, partitions, replicas, topic_configs=topic_settings(topic, replicas))


async def _make(admin: "AIOKafkaAdminClient", new: "list[NewTopic]") -> list[str]:
    """Make topics; one that somebody else made meanwhile is none of ours."""
    answer = await admin.create_topics(new)
    made = []
    for name, error, message in answer.topic_errors:
        if error and error != _THERE_ALREADY:
            raise TopicsError(f"The broker can't make the topic {name!r}: {_sentence(message, error)}")
        if not error:
            made.append(name)
    return made


def _sentence(message: str | None, error: int) -> str:
    return (message or f"error {error}").strip().rstrip(".")


async def _wait_until_led(admin: "AIOKafkaAdminClient", names: set[str]) -> None:
    """Wait until each partition has a leader: a producer that comes before that is turned away, and complains."""
    end_s = time.monotonic() + _LED_S
    while await _unled(admin, names):
        if time.monotonic() > end_s:
            raise TopicsError(f"The broker has made the topics, but didn't let them be written to in {_LED_S:.0f} s")
        await asyncio.sleep(_LOOK_S)


async def _unled(admin: "AIOKafkaAdminClient", names: set[str]) -> bool:
    ours = [one for one in await admin.describe_topics() if one["topic"] in names and one["partitions"]]
    leaders = [partition["leader"] for one in ours for partition in one["partitions"]]
    return len(ours) < len(names) or min(leaders, default=0) < 0
