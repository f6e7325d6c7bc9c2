"""Compares a broker's topics with their descriptions, before anything is published or read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from bus.errors import TopicsNotReadyError
from bus.kafka_record import broker_limit_bytes
from contracts.topics import Topic

_REMEDY: Final = "run `perfectform topics create`."
_NO_ERROR: Final = 0


async def check_topics(address: str, topics: Sequence[Topic], partitions: int | None) -> int:
    """See that each topic is there with its partitions, and lets every record pass that its description allows.

    Args:
        address: Where the broker is.
        topics: Their descriptions, one or more.
        partitions: How many each has to have; None: as many as the others.

    Returns:
        How many partitions each topic has.

    Raises:
        KafkaConnectionError: nobody answers at this address.
        TopicsNotReadyError: a topic isn't so; the sentence says how to put it right.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    try:
        await admin.start()
        return await _check(admin, topics, partitions)
    finally:
        await admin.close()


async def _check(admin: AIOKafkaAdminClient, topics: Sequence[Topic], asked: int | None) -> int:
    there = await _partitions_there(admin)
    missing = [topic.name for topic in topics if topic.name not in there]
    if missing:
        raise TopicsNotReadyError(f"The broker has no topic {', '.join(missing)}: {_REMEDY}")
    partitions = there[topics[0].name] if asked is None else asked
    settings = {topic.name: await _settings(admin, topic.name) for topic in topics}
    for fault in _faults(topics, partitions, there, settings):
        raise TopicsNotReadyError(fault)
    return partitions


def _faults(
    topics: Sequence[Topic], partitions: int, there: Mapping[str, int], settings: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    for topic in topics:
        name, least, found = topic.name, broker_limit_bytes(topic), settings[topic.name]
        if there[name] != partitions:
            yield (
                f"The topic {name!r} has {there[name]} partitions and the settings say {partitions}: the count is "
                f"fixed for a deployment's life, so set it to {there[name]}, or delete the topics and {_REMEDY}"
            )
        if int(found["max.message.bytes"]) < least:
            yield (
                f"The topic {name!r} takes {int(found['max.message.bytes']):,} bytes at once and has to take "
                f"{least:,} (max.message.bytes): {_REMEDY}"
            )
        if topic.cleanup not in found["cleanup.policy"]:
            yield f"The topic {name!r} is cleaned up by {found['cleanup.policy']!r}, not {topic.cleanup!r}: {_REMEDY}"


async def _partitions_there(admin: AIOKafkaAdminClient) -> dict[str, int]:
    """Ask for all topics: to ask for one by name may make it."""
    described = await admin.describe_topics()
    return {one["topic"]: len(one["partitions"]) for one in described if one["error_code"] == _NO_ERROR}


async def _settings(admin: AIOKafkaAdminClient, topic: str) -> dict[str, str]:
    [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    [(_, _, _, _, entries)] = answer.resources
    return {name: value for name, value, *_ in entries}
