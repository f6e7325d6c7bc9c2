"""Where a broker's topics differ from their descriptions: each difference told, none altered."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from contracts.topics import Topic
from infra.kafka.topic_settings import in_full
from infra.kafka.topics_there import TopicThere


class Drift(NamedTuple):
    """One difference."""

    topic: str
    setting: str
    """By Kafka's name, or `topic`, `partitions`, `replicas`."""
    described: str
    found: str

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{self.topic}: {self.setting}: described {self.described}, found {self.found}"


def drifts(topics: Sequence[Topic], there: Mapping[str, TopicThere], partitions: int, replicas: int) -> list[Drift]:
    """Compare.

    Args:
        topics: the descriptions.
        there: what the broker has; may hold other topics too.
        partitions: how many partitions each topic should have.
        replicas: how many copies of each partition there should be.
    """
    return [drift for topic in topics for drift in _of(topic, there.get(topic.name), partitions, replicas)]


def _of(topic: Topic, there: TopicThere | None, partitions: int, replicas: int) -> Iterator[Drift]:
    if there is None:
        yield Drift(topic.name, "topic", "there", "missing")
        return
    found = there.in_full()
    for setting, value in in_full(topic, partitions, replicas).items():
        if found.get(setting) != value:
            yield Drift(topic.name, setting, value, found.get(setting, "nothing"))
