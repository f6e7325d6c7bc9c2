"""From where to where each partition's log reaches."""

from collections.abc import Iterable, Mapping

from bus.record import Span
from infra.kafka.asking import ANSWER_S

Place = tuple[str, int]
"""A topic and a partition of it."""


async def log_spans(address: str, partitions: Mapping[str, int]) -> dict[Place, Span]:
    """Ask a broker for the first offset that is kept and the next one, of each partition of these topics.

    Args:
        address: HOST:PORT of the broker, inside `asked`, which tells what goes wrong.
        partitions: how many partitions each topic has.
    """
    from aiokafka import AIOKafkaConsumer, TopicPartition

    places = [TopicPartition(topic, partition) for topic, count in partitions.items() for partition in range(count)]
    if not places:
        return {}
    consumer = AIOKafkaConsumer(
        bootstrap_servers=address, enable_auto_commit=False, request_timeout_ms=int(ANSWER_S * 1000)
    )
    # Asked about a topic that it isn't assigned, it takes 100 ms to find out where that is; paused, it fetches nothing.
    consumer.assign(places)
    consumer.pause(*places)
    try:
        await consumer.start()
        earliest = await consumer.beginning_offsets(places)
        end = await consumer.end_offsets(places)
    finally:
        await consumer.stop()
    return {(place.topic, place.partition): Span(earliest[place], end[place]) for place in places}


def records_kept(topic: str, spans: Mapping[Place, Span]) -> int:
    """Count the offsets of a topic that can be read; of a compacted topic some of their records are gone."""
    return sum(span.end - span.earliest for span in _of(topic, spans))


def _of(topic: str, spans: Mapping[Place, Span]) -> Iterable[Span]:
    return (span for (name, _), span in spans.items() if name == topic)
