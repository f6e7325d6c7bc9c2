"""Topics, each with what comes onto it and how far each group of its readers is behind."""

from collections.abc import Sequence
from typing import Final

from rich.table import Table

from infra.status.status import Behind, TopicStatus
from infra.status.tables import table
from infra.status.words import rate
from sink.stored import READ

_SHOWN_GROUPS: Final = 4
_READ_IN_GROUPS: Final = frozenset({"frames", *READ})
"""Topics of which every record is somebody's work."""


def topics_table(topics: Sequence[TopicStatus], behind: Sequence[Behind]) -> Table:
    """Draw a row for each topic."""
    rows = (
        (one.topic, _behind(one, [each for each in behind if each.topic == one.topic]), *_numbers(one))
        for one in topics
    )
    return table(("topic", "behind", "kept", "per s", "garbage"), rows, left=2, flexible=1)


def _numbers(topic: TopicStatus) -> tuple[str, str, str]:
    if not topic.is_there:
        return "missing", "", ""
    return f"{topic.records:,}", rate(topic.records_per_second), f"{topic.unreadable:,}" if topic.unreadable else ""


def _behind(topic: TopicStatus, groups: Sequence[Behind]) -> str:
    """Name the groups of readers, those that are furthest behind first."""
    if topic.records and not groups and topic.topic in _READ_IN_GROUPS:
        return "nobody has read it yet"
    ordered = sorted(groups, key=lambda one: one.records, reverse=True)
    named = ", ".join(f"{one.group} {one.records:,}" for one in ordered[:_SHOWN_GROUPS])
    rest = len(ordered) - _SHOWN_GROUPS
    return f"{named} and {rest} more" if rest > 0 else named
