"""Brings a database's tables up to what this program knows: numbered files of SQL, each applied once, in order.

A migration is never edited once it has been applied anywhere: what changes is a new file. Every statement says
`IF NOT EXISTS`, or is otherwise fit to be run twice, so a program that was killed between two goes on where it was. A
statement ends with `;` at the end of a line.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Final

import msgspec

from contracts.table import WHEN
from sink.database import Database

APPLIED: Final = "migrations"
"""Table of what has been applied."""
_MAKE_APPLIED: Final = f"""\
CREATE TABLE IF NOT EXISTS {APPLIED} (number UInt32, name String, sha256 String, applied_at {WHEN})
ENGINE = ReplacingMergeTree(applied_at) ORDER BY number COMMENT 'What has been done to these tables'"""


class SchemaError(ValueError):
    """The database's tables are not what this program's migrations make."""


class Migration(msgspec.Struct, frozen=True):
    """One step: a file `0001_name.sql`."""

    number: int
    """Counted from 1."""
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Give the file's hash, by which an edit shows."""
        return sha256(self.sql.encode()).hexdigest()

    @property
    def statements(self) -> tuple[str, ...]:
        """Give its statements, in order."""
        return tuple(part.strip() for part in re.split(r";$", self.sql, flags=re.MULTILINE) if part.strip())


def known_migrations() -> tuple[Migration, ...]:
    """Read the migrations that lie in `sink/migrations`, in order."""
    found = sorted((files("sink") / "migrations").iterdir(), key=lambda file: file.name)
    return tuple(Migration(int(file.name[:4]), file.name, file.read_text("utf-8")) for file in found)


def migrate(database: Database, known: Sequence[Migration] | None = None) -> None:
    """Apply what is missing; with nothing missing, change nothing.

    Args:
        database: Where to.
        known: The migrations in order; None: those that lie in `sink/migrations`.

    Raises:
        SchemaError: a newer program has migrated it, or a migration was edited after it had been applied.
        DatabaseAwayError: it doesn't answer; migrate again.
    """
    known = known_migrations() if known is None else known
    database.command(_MAKE_APPLIED)
    applied: dict[int, str] = dict(database.query(f"SELECT number, sha256 FROM {APPLIED} FINAL"))  # noqa: S608 - a constant
    _refuse_what_differs(database.name, known, applied)
    for migration in known:
        if migration.number not in applied:
            _apply(database, migration)


def _refuse_what_differs(where: str, known: Sequence[Migration], applied: dict[int, str]) -> None:
    newest = max(applied, default=0)
    if newest > len(known):
        raise SchemaError(
            f"{where} has tables of version {newest}, and this program knows them up to {len(known)}: "
            "use the newer program, or another database."
        )
    for migration in known:
        if applied.get(migration.number, migration.sha256) != migration.sha256:
            raise SchemaError(
                f"{migration.name} was edited after {where} had applied it: restore it, and write a new migration."
            )


def _apply(database: Database, migration: Migration) -> None:
    """Run a migration's statements, then write down that it was: killed before that, it is run again as a whole."""
    for statement in migration.statements:
        database.command(statement)
    database.command(
        f"INSERT INTO {APPLIED} SELECT {{number:UInt32}}, {{name:String}}, {{sha256:String}}, now64(6)",
        {"number": migration.number, "name": migration.name, "sha256": migration.sha256},
    )
