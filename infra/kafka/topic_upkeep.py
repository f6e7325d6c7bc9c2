"""One round over a broker's topics: make what is missing, compare what is there."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from contracts.topics import TOPICS
from infra.kafka.asking import asked
from infra.kafka.create_topics import create_topics
from infra.kafka.drift import Drift, drifts
from infra.kafka.topics_there import TopicThere, topics_there

PARTITIONS: Final = 8
"""Of each topic, unless told."""
REPLICAS: Final = 1
"""Of each partition, unless told."""


class Upkeep(NamedTuple):
    """What was done, and what was found."""

    made: list[str]
    drifts: list[Drift]
    partitions: int
    there: int
    """How many of our topics the broker has now."""


class Counts(NamedTuple):
    """What all topics share."""

    partitions: int
    replicas: int


async def keep_topics(address: str, partitions: int | None = None, replicas: int | None = None) -> Upkeep:
    """Make the topics that a broker lacks, and compare all with their descriptions.

    While those that are there have other counts of partitions, none is made: a session lies in one partition of all.

    Args:
        address: HOST:PORT of the broker.
        partitions: of each topic; None: as those that are there, else `PARTITIONS`.
        replicas: copies of each partition; None: as those that are there, else `REPLICAS`.

    Raises:
        NoBrokerError: no broker answers.
        TopicsError: it refuses a topic.
    """
    async with asked(address) as admin:
        there = await topics_there(admin)
        counts = counts_of(there, partitions, replicas)
        made = []
        if all(topic.partitions == counts.partitions for topic in _ours(there)):
            made = await create_topics(admin, TOPICS, *counts)
            there = await topics_there(admin)
    found = drifts(TOPICS, there, *counts)
    return Upkeep(made, found, counts.partitions, len(_ours(there)))


def counts_of(there: Mapping[str, TopicThere], partitions: int | None = None, replicas: int | None = None) -> Counts:
    """Say what the topics should share: what is asked for, else what most of those that are there have."""
    ours = _ours(there)
    return Counts(
        partitions or _commonest(topic.partitions for topic in ours) or PARTITIONS,
        replicas or _commonest(topic.replicas for topic in ours) or REPLICAS,
    )


def _ours(there: Mapping[str, TopicThere]) -> list[TopicThere]:
    return [there[topic.name] for topic in TOPICS if topic.name in there]


def _commonest(counts: Iterable[int]) -> int | None:
    """The count that occurs most; of several the one that comes first."""
    all_counts = list(counts)
    return max(all_counts, key=all_counts.count, default=None)
