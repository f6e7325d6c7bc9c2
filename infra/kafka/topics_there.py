"""Which topics a broker has, and how they are set."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient


class TopicThere(NamedTuple):
    """A topic as the broker has it."""

    partitions: int
    replicas: int
    """Copies of each partition; of different counts the least."""
    settings: Mapping[str, str]
    """By Kafka's names; those that nobody set have Kafka's default."""

    def in_full(self) -> dict[str, str]:
        """Give the settings and the counts."""
        return {"partitions": str(self.partitions), "replicas": str(self.replicas), **self.settings}


async def topics_there(admin: "AIOKafkaAdminClient") -> dict[str, TopicThere]:
    """Ask a broker for its topics, without those of its own."""
    described = [one for one in await admin.describe_topics() if not one["error_code"] and not one["is_internal"]]
    settings = await _settings(admin, [one["topic"] for one in described])
    return {
        one["topic"]: TopicThere(
            len(one["partitions"]),
            min((len(partition["replicas"]) for partition in one["partitions"]), default=0),
            settings.get(one["topic"], {}),
        )
        for one in described
    }


async def _settings(admin: "AIOKafkaAdminClient", names: list[str]) -> dict[str, dict[str, str]]:
    from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

    if not names:
        return {}
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in names])
    return {
        name: {setting: value for setting, value, *_ in entries}
        for answer in answers
        for (_error, _message, _kind, name, entries) in answer.resources
    }
