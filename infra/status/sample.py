"""Where the logs ended at a moment, and how fast they grew between two."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from bus.record import Span
from infra.kafka.log_spans import Place


class Sample(NamedTuple):
    """Where the logs ended."""

    at_s: float
    """By a clock that only goes on."""
    spans: Mapping[Place, Span]


def rates(first: Sample, last: Sample) -> dict[str, float]:
    """Give each topic's records per second; none where no time has passed."""
    took_s = last.at_s - first.at_s
    if took_s <= 0:
        return {}
    grown = Counter[str]()
    for place, span in last.spans.items():
        before = first.spans.get(place, span).end
        grown[place[0]] += max(0, span.end - before)  # less: the topic was made anew
    return {topic: count / took_s for topic, count in grown.items()}
