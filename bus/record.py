"""What lies in a log: a record, and where to find it again."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

NO_HEADERS: Final[Mapping[str, bytes]] = MappingProxyType({})
"""The headers of a record that has none."""


class Ref(NamedTuple):
    """Where a record lies in its topic."""

    partition: int
    offset: int
    """Counted from 0 in its partition."""


class Span(NamedTuple):
    """The part of a log that can be read."""

    earliest: int
    """The first offset that is kept; `end` where none is."""
    end: int
    """The offset that the next record will get."""


class Record(msgspec.Struct, frozen=True):
    """One record of a topic, as it was published."""

    topic: str
    partition: int
    offset: int
    """Counted from 0 in its partition."""
    key: str
    """The session's id on every topic of ours: it decides the partition."""
    value: bytes
    """Empty on a compacted topic: the key is deleted (a tombstone)."""
    headers: Mapping[str, bytes] = NO_HEADERS
    appended_at: float = 0.0
    """When it was appended, seconds since the epoch, by the clock of whoever keeps the log; 0: not known."""

    @property
    def ref(self) -> Ref:
        """Where this record lies in its topic."""
        return Ref(self.partition, self.offset)
