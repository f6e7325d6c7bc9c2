"""Records become a batch: rows of what can be read, the sessions it deletes, and a letter for each of the others."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import msgspec

from bus.letters import letter_of
from bus.record import Record
from contracts.codec import UnreadableMessageError, decode
from contracts.dead_letters import DeadLetter
from contracts.sessions import Session
from contracts.tables import SESSIONS
from contracts.topics import TOPIC
from sink.rows import Rows, rows_of
from sink.values import UnstorableError

STAGE: Final = "sink"
"""Who gives a record up, in its letter."""


class Batch(msgspec.Struct, frozen=True):
    """What records come to."""

    rows: Rows
    deleted: dict[str, float]
    """When each session was deleted that the records delete, seconds since the epoch, by id."""
    dead: list[DeadLetter]
    """Records that no rows could be made of, each with its reason."""


def batch_of(records: Iterable[Record], now_s: float) -> Batch:
    """Sort records into what is to be done with them.

    Args:
        records: Of any topic that has a table.
        now_s: Wall time, seconds since the epoch.
    """
    batch = Batch(rows=defaultdict(list), deleted={}, dead=[])
    for record in records:
        try:
            _add(batch, record, now_s)
        except (UnreadableMessageError, UnstorableError) as error:
            batch.dead.append(letter_of(record, STAGE, str(error), now_s))
    return batch


def _add(batch: Batch, record: Record, now_s: float) -> None:
    if record.topic == SESSIONS.topic and not record.value:
        batch.deleted[record.key] = now_s
        return
    message = decode(record.value, *TOPIC[record.topic].messages)
    if (session := getattr(message, "session", record.key)) != record.key:
        raise UnreadableMessageError(f"the message is of session {session!r}, the key of {record.key!r}")
    rows = rows_of(message)
    if isinstance(message, Session) and message.state == "deleted":
        batch.deleted[message.session] = message.updated_at
        return
    for name, found in rows.items():
        batch.rows[name] += found
