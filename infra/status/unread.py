"""Which part of the logs is to be read next."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from bus.record import Span
from infra.kafka.log_spans import Place

_LATER: Final = 16


class Tail(NamedTuple):
    """How much of a topic is read."""

    newest: int | None
    """At the first look, of each partition; None: all. Later all that is new, but 16 times as many at most."""


def unread(spans: Mapping[Place, Span], read: Mapping[Place, int], tails: Mapping[str, Tail]) -> dict[Place, Span]:
    """Give what is to be read of each partition, where there is anything.

    Args:
        spans: from where to where the logs reach.
        read: the offset after the last one that was read.
        tails: how much is read, by topic; of other topics nothing.
    """
    parts = {place: _part(span, read.get(place), tails[place[0]]) for place, span in spans.items() if place[0] in tails}
    return {place: part for place, part in parts.items() if part.earliest < part.end}


def _part(span: Span, read: int | None, tail: Tail) -> Span:
    start = span.earliest
    if read is not None and read <= span.end:  # beyond it: the topic was made anew
        start = max(start, read)
    if tail.newest is not None:
        start = max(start, span.end - tail.newest * (1 if read is None else _LATER))
    return Span(start, span.end)
