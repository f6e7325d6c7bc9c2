"""How many records lie before each group of readers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from bus.record import Span
from infra.kafka.log_spans import Place, log_spans
from infra.kafka.topics_there import topics_there

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient

Committed = Mapping[Place, int]
"""How far a group is: the next offset of each partition that it has committed on."""


class Lag(NamedTuple):
    """What one group has still to read of one topic."""

    group: str
    topic: str
    records: int


async def lags(address: str, admin: "AIOKafkaAdminClient") -> list[Lag]:
    """Ask a broker how far every group is, on every topic that the group has committed on.

    Args:
        address: HOST:PORT of the broker.
        admin: connected to it; see `asked`.
    """
    there = await topics_there(admin)
    spans = await log_spans(address, {name: topic.partitions for name, topic in there.items()})
    return lags_within(await committed_by_group(admin), spans)


async def committed_by_group(admin: "AIOKafkaAdminClient") -> dict[str, Committed]:
    """Ask a broker for its groups, and how far each is."""
    groups = sorted(name for name, *_ in await admin.list_consumer_groups())
    return {group: await _committed(admin, group) for group in groups}


def lags_within(groups: Mapping[str, Committed], spans: Mapping[Place, Span]) -> list[Lag]:
    """Count what lies between where groups are and where logs end, by group and topic.

    Where a group has committed nothing, or what has expired since, it begins at the earliest record.
    """
    return [
        Lag(group, topic, _records(topic, committed, spans))
        for group, committed in sorted(groups.items())
        for topic in sorted({topic for topic, _ in committed})
    ]


def _records(topic: str, committed: Committed, spans: Mapping[Place, Span]) -> int:
    return sum(
        span.end - min(max(committed.get(place, 0), span.earliest), span.end)
        for place, span in spans.items()
        if place[0] == topic
    )


async def _committed(admin: "AIOKafkaAdminClient", group: str) -> Committed:
    found = await admin.list_consumer_group_offsets(group)
    return {(place.topic, place.partition): at.offset for place, at in found.items() if at.offset >= 0}
