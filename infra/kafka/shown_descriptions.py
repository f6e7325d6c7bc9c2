"""Prints topics' descriptions beside what a broker has."""

from collections.abc import Sequence

from bus.known_topics import KnownTopics
from contracts.topics import TOPICS, Topic
from infra.kafka.asking import asked
from infra.kafka.topic_settings import in_full
from infra.kafka.topic_upkeep import Counts, counts_of
from infra.kafka.topics_there import TopicThere, topics_there
from infra.plain_table import print_table


async def show_descriptions(address: str, names: Sequence[str]) -> None:
    """Ask the broker and print; all topics where none is named.

    Raises:
        UnknownTopicError: a name is no topic's.
        NoBrokerError: no broker answers.
    """
    topics = KnownTopics(TOPICS).find_all(names) if names else TOPICS
    async with asked(address) as admin:
        there = await topics_there(admin)
    for topic in topics:
        found = there.get(topic.name)
        rows = [*_contract(topic), *_settings(topic, counts_of(there), found)]
        print_table(f"{topic.name}: {topic.about}", ("what", "described", "the broker has", ""), rows)


def _contract(topic: Topic) -> list[tuple[str, str, str, str]]:
    """What only the description knows."""
    messages = ", ".join(message.__name__ for message in topic.messages)
    return [
        ("messages", f"{messages} (in the header, the value is a JPEG)" if topic.picture else messages, "", ""),
        ("key", "the session's id", "", ""),
        ("a record has at most", f"{topic.max_message_bytes:,} bytes", "", ""),
        ("writers", ", ".join(topic.writers), "", ""),
        ("readers", ", ".join(topic.readers), "", ""),
    ]


def _settings(topic: Topic, counts: Counts, there: TopicThere | None) -> list[tuple[str, str, str, str]]:
    """What the broker has to have."""
    found = there.in_full() if there else {}
    return [
        (name, value, found.get(name, "missing"), "" if found.get(name) == value else "differs")
        for name, value in in_full(topic, *counts).items()
    ]
