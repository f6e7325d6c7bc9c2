"""What a topic's description means in Kafka's own settings."""

from typing import Final

from bus.kafka_record import broker_limit_bytes
from contracts.topics import DAY_S, HOUR_S, MEBIBYTE, Topic

_SEGMENT_BYTES: Final = 64 * MEBIBYTE
_COMPACTED_SEGMENT_BYTES: Final = 2 * MEBIBYTE
_TOMBSTONES_S: Final = 7 * DAY_S


def in_full(topic: Topic, partitions: int, replicas: int) -> dict[str, str]:
    """Give everything that a broker has to have of a topic: its settings, and the counts."""
    return {"partitions": str(partitions), "replicas": str(replicas), **topic_settings(topic, replicas)}


def topic_settings(topic: Topic, replicas: int) -> dict[str, str]:
    """Give the settings a topic is made with, by Kafka's names.

    A record leaves with its whole segment, so segments are closed after a quarter of the retention at the latest: it is
    gone after five quarters. Retention counts from the broker's clock, as a producer's may be wrong. Of the copies one
    may be missing.
    """
    by_cleanup = _compacted() if topic.retention_s is None else _kept_for(topic.retention_s)
    return {
        "cleanup.policy": topic.cleanup,
        "max.message.bytes": str(broker_limit_bytes(topic)),
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": str(max(1, replicas - 1)),
        "segment.bytes": str(_SEGMENT_BYTES),
        **by_cleanup,
    }


def _kept_for(retention_s: int) -> dict[str, str]:
    return {"retention.ms": _ms(retention_s), "segment.ms": _ms(min(retention_s // 4, DAY_S))}


def _compacted() -> dict[str, str]:
    """What was replaced is gone after a day; a reader that was away for a week still learns what was deleted.

    Whoever begins reads all that is there, and what is in the segment that is written to is never thrown away: so the
    segments are small.
    """
    return {
        "segment.bytes": str(_COMPACTED_SEGMENT_BYTES),
        "retention.ms": "-1",
        "segment.ms": _ms(HOUR_S),
        "max.compaction.lag.ms": _ms(DAY_S),
        "delete.retention.ms": _ms(_TOMBSTONES_S),
    }


def _ms(seconds: int) -> str:
    return str(1000 * seconds)
