"""Puts a batch into the database: rows into tables, and out again for sessions that were deleted.

**Deleted is for ever.** Of a deleted session one row stays, in `sessions`: its id, the state `deleted`, and when. It is
written before the session's rows are deleted, and looked for before rows are inserted, so rows that come late, or
again after a restart, stay out. Dead letters go with the session that is their key.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from contracts.sessions import Session
from contracts.table import Table
from contracts.tables import DEAD_LETTERS, SESSIONS, TABLE, TABLES
from sink.database import Database, Row
from sink.rows import rows_of

_DELETED_AMONG: Final = (
    f"SELECT session FROM {SESSIONS.name} FINAL "  # noqa: S608 - a constant
    "WHERE session IN {sessions:Array(String)} AND state = 'deleted'"
)


def keep(database: Database, rows: Mapping[str, Sequence[Row]], deleted: Mapping[str, float]) -> None:
    """Insert rows, but of deleted sessions none, and delete what there is of sessions that now are.

    Doing it again with the same batch changes nothing for whoever reads with FINAL. One batch at a time: between the
    look for deleted sessions and the insert nobody else may delete one.

    Args:
        database: Where to; the calls block.
        rows: By the name of their table.
        deleted: When each session was deleted that the batch deletes, seconds since the epoch, by id.

    Raises:
        DatabaseAwayError: some of it may have been done; do all of it again.
    """
    if deleted:
        _delete(database, deleted)
    gone = _deleted_among(database, {session for name in rows for session in _sessions(TABLE[name], rows[name])})
    for name, every in rows.items():
        whose = _whose(TABLE[name])
        kept = [row for row in every if row[whose] not in gone] if gone else every
        if kept:
            database.insert(TABLE[name], kept)


def _sessions(table: Table, rows: Iterable[Row]) -> set[str]:
    whose = _whose(table)
    return {row[whose] for row in rows}


def _deleted_among(database: Database, sessions: set[str]) -> set[str]:
    return {row[0] for row in database.query(_DELETED_AMONG, {"sessions": sorted(sessions)})} if sessions else set()


def _delete(database: Database, deleted: Mapping[str, float]) -> None:
    marks = [Session(session=session, state="deleted", updated_at=at) for session, at in deleted.items()]
    database.insert(SESSIONS, [row for mark in marks for row in rows_of(mark)[SESSIONS.name]])
    for table in TABLES:
        but_the_mark = " AND state != 'deleted'" if table is SESSIONS else ""
        column = table.columns[_whose(table)].name
        database.command(
            f"DELETE FROM {table.name} WHERE {column} IN {{sessions:Array(String)}}{but_the_mark}",  # noqa: S608 - names of ours
            {"sessions": sorted(deleted)},
        )


def _whose(table: Table) -> int:
    """Find the column that says whose a row is."""
    return [column.name for column in table.columns].index("key" if table is DEAD_LETTERS else "session")
