"""Prints what lies on a broker's topics, and how far their readers are."""

from collections.abc import Mapping, Sequence

import click

from bus.record import Span
from contracts.topics import TOPIC, TOPICS, Topic
from infra.kafka.asking import asked
from infra.kafka.lag import Lag, committed_by_group, lags_within
from infra.kafka.log_spans import Place, log_spans, records_kept
from infra.kafka.topics_there import TopicThere, topics_there
from infra.plain_table import print_table


async def show_topics(address: str) -> None:
    """Ask the broker and print.

    Raises:
        NoBrokerError: no broker answers.
    """
    async with asked(address) as admin:
        there = await topics_there(admin)
        spans = await log_spans(address, {name: topic.partitions for name, topic in there.items()})
        lags = [lag for lag in lags_within(await committed_by_group(admin), spans) if lag.topic in TOPIC]
    print_table(
        f"Topics at {address}", ("topic", "partitions", "records", "kept for", "about"), _rows(there, spans, TOPICS)
    )
    _print_lags(lags)
    if undescribed := sorted(there.keys() - TOPIC.keys()):
        print_table("Topics that are none of ours", ("topic",), [(name,) for name in undescribed])


def kept_for(topic: Topic) -> str:
    """Say how long a record is kept."""
    if topic.retention_s is None:
        return "ever, the newest"
    hours = topic.retention_s // 3600
    return f"{hours} h" if hours <= 24 else f"{hours // 24} days"  # noqa: PLR2004 - a day


def _rows(
    there: Mapping[str, TopicThere], spans: Mapping[Place, Span], topics: Sequence[Topic]
) -> list[tuple[str, ...]]:
    return [(topic.name, *_found(topic, there, spans), kept_for(topic), topic.about) for topic in topics]


def _found(topic: Topic, there: Mapping[str, TopicThere], spans: Mapping[Place, Span]) -> tuple[str, str]:
    if topic.name not in there:
        return "missing", ""
    count = records_kept(topic.name, spans)
    # The offsets of records that were compacted away stay between those that are left.
    return str(there[topic.name].partitions), f"up to {count:,}" if topic.cleanup == "compact" else f"{count:,}"


def _print_lags(lags: Sequence[Lag]) -> None:
    if not lags:
        click.echo("No group of readers has begun yet.")
        return
    rows = [(lag.group, lag.topic, f"{lag.records:,}") for lag in lags]
    print_table("What each group has still to read", ("group", "topic", "records behind"), rows)
