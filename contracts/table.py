"""What a table is made of: columns that each name the message field they come from, a key, and how long rows stay."""

import re
from typing import Final

import msgspec

from contracts.message import Message
from contracts.paths import Place, places
from contracts.topics import TOPIC

WHEN: Final = "DateTime64(6, 'UTC')"
WORD: Final = "LowCardinality(String)"
MAYBE_WORD: Final = "LowCardinality(Nullable(String))"
"""Of a closed list, or null."""


class Column(msgspec.Struct, frozen=True):
    """One column of a table."""

    name: str
    type: str
    """ClickHouse's. An array is empty where the message holds null; lists of arrays hold an array for each."""
    source: str
    """Dotted path of the message field that it comes from; unit, space and shape are that field's."""
    note: str = ""
    """What is to be said beyond the field's own description."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table: a ReplacingMergeTree, read with FINAL."""

    name: str
    about: str
    topic: str
    messages: tuple[type[Message], ...]
    """Which of the topic's messages it holds."""
    each: str = ""
    """Path of the list that gives a row each; "": the message gives one row."""
    kinds: tuple[type[Message], ...] = ()
    """Which members of that list give a row."""
    columns: tuple[Column, ...]
    order_by: tuple[str, ...]
    """Columns that make a row the same row."""
    version: str
    """Column that tells which of two same rows counts: the greater one."""
    retention_s: int | None = None
    """How long a row is kept, seconds from its version; None: until its session is deleted."""

    @property
    def stage(self) -> str:
        """Name the stage that writes the table's topic."""
        return TOPIC[self.topic].writers[0]

    def sources(self, column: Column) -> tuple[Place, ...]:
        """Find the fields that a column comes from: one for each of `messages`, and of `kinds`, that has it.

        Raises:
            ValueError: if no message has such a field.
        """
        found = tuple(place for place in self.places() if place.path == column.source)
        if not found:
            raise ValueError(f"{self.name}.{column.name} comes from `{column.source}`, a field of no message of it")
        return found

    def places(self) -> tuple[Place, ...]:
        """Give every field of the messages that the table could hold."""
        return tuple(place for message in self.messages for place in places(message) if self._holds(place))

    def about_column(self, column: Column) -> str:
        """Describe a column: the field's own words, then the note."""
        said = str(self.sources(column)[0].meta.description)
        return f"{said}. {column.note}" if column.note else said

    def _holds(self, place: Place) -> bool:
        below = bool(self.each) and re.match(rf"{re.escape(self.each)}\.", place.path) is not None
        return not below or any(owner in self.kinds for owner in place.owners)


WHOSE: Final = (
    Column("session", "String", "session"),
    Column("run", WORD, "run"),
    Column("camera", WORD, "camera"),
    Column("frame", "UInt32", "frame"),
    Column("pts", "Float64", "pts"),
)
"""First columns of every table that an `Event` fills."""

TRACE: Final = (
    Column("frame_partition", "Nullable(Int32)", "trace.frame_ref.partition"),
    Column("frame_offset", "Nullable(Int64)", "trace.frame_ref.offset"),
    Column("captured_at", WHEN, "trace.captured_at"),
    Column("received_at", WHEN, "trace.received_at"),
    Column("finished_at", f"Map({WORD}, {WHEN})", "trace.finished_at"),
)
"""Columns of every table with a row a frame."""

ANSWERED: Final = Column("answered_at", WHEN, "trace.finished_at", "Here: the stage that writes the topic")
"""Version of every table that an `Event` fills."""
