"""A record of ours as Kafka carries it, and back: the key is text, and a compacted topic's empty value is its null."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from bus.record import Record
from contracts.topics import Topic

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

LIMIT_ROOM_BYTES: Final = 1024
"""By how much a topic's `max.message.bytes` has to exceed what a record of it may count."""
_FRAMING_BYTES: Final = 100
"""A batch's header (61) and the lengths within its one record, at most."""
_HEADER_FRAMING_BYTES: Final = 10


def broker_limit_bytes(topic: Topic) -> int:
    """Return the least `max.message.bytes` that lets every record pass that the topic's description allows."""
    return topic.max_message_bytes + LIMIT_ROOM_BYTES


def framing_bytes(headers: Mapping[str, bytes]) -> int:
    """Return the most that Kafka's own format adds to a record's key, value and headers."""
    return _FRAMING_BYTES + _HEADER_FRAMING_BYTES * len(headers)


def sent_value(topic: Topic, value: bytes) -> bytes | None:
    """Return the value as it is sent. Only a null lets Kafka delete a compacted topic's key."""
    return None if topic.cleanup == "compact" and not value else value


def received(record: "ConsumerRecord") -> Record:
    """Return a record as it was published; also one that another program wrote."""
    return read(record, record.headers, record.timestamp / 1000)


def read(came: Any, headers: Iterable[tuple[str, bytes | None]], appended_at: float) -> Record:  # noqa: ANN401 - of any client
    """Return what came as a record, whatever is missing empty.

    Args:
        came: with its topic, partition, offset, key and value, as clients call them.
        headers: its headers.
        appended_at: when the broker got it, seconds since the epoch.
    """
    return Record(
        came.topic,
        came.partition,
        came.offset,
        (came.key or b"").decode(errors="backslashreplace"),
        came.value or b"",
        MappingProxyType({name: value or b"" for name, value in headers}),
        appended_at,
    )
