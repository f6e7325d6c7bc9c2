"""The migrations make what `contracts.tables` describes, once, and refuse what they didn't make."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from contracts.table import Table
from contracts.tables import TABLE, TABLES
from contracts.topics import DAY_S
from sink.clickhouse import ClickHouse
from sink.database import DatabaseAwayError, Row
from sink.migrate import APPLIED, Migration, SchemaError, known_migrations, migrate

FROZEN = {
    "0001_first.sql": "0272ba0169343c2b269d484a0b228dedbb065b5d9ad1e45ffa8389427aad68b4",
    "0002_dead_letters.sql": "34fb3072a789c9c034c9214167b00f8e5d0b082f800417095626d42aecf6a111",
    "0003_beside.sql": "aeacd331ff1fe33f4e1373e0c666d97148c34d5653e06d2566b2f649efb49ce3",
}
"""What was released; a change is a new migration."""

A, B = (
    Migration(n, f"000{n}_{name}.sql", f"CREATE TABLE IF NOT EXISTS {name} (x UInt8)\nENGINE = Memory;\n")
    for n, name in ((1, "a"), (2, "b"))
)


class Killed(Exception):  # noqa: N818 - a test's own
    """The program is killed here."""


class Dying:
    """A database whose program is killed at its n-th command."""

    def __init__(self, database: ClickHouse, commands: int) -> None:
        self.database = database
        self.left = commands
        self.name = database.name

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        return self.database.query(sql, parameters)

    def command(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed
        self.database.command(sql, parameters)

    def insert(self, table: Table, rows: Any) -> None:  # noqa: ANN401 - never called
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


def test_the_tables_are_those_that_are_described(unmigrated: ClickHouse) -> None:
    migrate(unmigrated)
    found = unmigrated.query(
        "SELECT name, engine_full, comment FROM system.tables "
        "WHERE database = currentDatabase() AND name != 'migrations'"
    )
    assert {name: (engine, comment) for name, engine, comment in found} == {
        table.name: (_engine(table), table.about) for table in TABLES
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_the_columns_are_those_that_are_described(unmigrated: ClickHouse, table: Table) -> None:
    migrate(unmigrated)
    found = unmigrated.query(
        "SELECT name, type, comment FROM system.columns "
        "WHERE database = currentDatabase() AND table = {table:String} ORDER BY position",
        {"table": table.name},
    )
    assert found == [(column.name, column.type, table.about_column(column)) for column in table.columns]


def test_what_was_released_is_never_edited() -> None:
    assert {migration.name: migration.sha256 for migration in known_migrations()} == FROZEN


def test_migrations_are_numbered_without_gaps() -> None:
    known = known_migrations()
    assert [migration.number for migration in known] == list(range(1, len(known) + 1))


def test_every_statement_may_be_run_twice() -> None:
    statements = [statement for migration in known_migrations() for statement in migration.statements]
    assert len(statements) >= len(TABLE)
    assert [text for text in statements if "IF NOT EXISTS" not in re.sub(r"'.*?'", "", text)] == []


def test_a_second_start_changes_nothing(unmigrated: ClickHouse) -> None:
    migrate(unmigrated)
    before = unmigrated.query("SELECT * FROM migrations ORDER BY number")
    migrate(unmigrated)
    assert unmigrated.query("SELECT * FROM migrations ORDER BY number") == before
    assert [row[:3] for row in before] == [(m.number, m.name, m.sha256) for m in known_migrations()]


def test_what_is_missing_is_applied_in_order(unmigrated: ClickHouse) -> None:
    migrate(unmigrated, [A])
    assert _tables(unmigrated) == {"a", APPLIED}
    migrate(unmigrated, [A, B])
    assert _tables(unmigrated) == {"a", "b", APPLIED}


@pytest.mark.parametrize("commands", range(9))
def test_killed_between_two_statements_it_goes_on_the_next_time(unmigrated: ClickHouse, commands: int) -> None:
    with pytest.raises(Killed):
        migrate(Dying(unmigrated, commands))
    migrate(unmigrated)
    assert _tables(unmigrated) == {*TABLE, APPLIED}
    assert unmigrated.query("SELECT count() FROM migrations FINAL") == [(len(known_migrations()),)]


def test_an_edited_migration_is_refused_by_name(unmigrated: ClickHouse) -> None:
    migrate(unmigrated, [A, B])
    edited = Migration(A.number, A.name, A.sql.replace("UInt8", "UInt16"))
    with pytest.raises(SchemaError, match=r"^0001_a\.sql was edited after .* had applied it: restore it"):
        migrate(unmigrated, [edited, B])


def test_a_newer_database_is_refused_with_both_versions(unmigrated: ClickHouse) -> None:
    migrate(unmigrated, [A, B])
    with pytest.raises(SchemaError, match=r"tables of version 2, and this program knows them up to 1: use the newer"):
        migrate(unmigrated, [A])


def test_a_database_that_cannot_do_it_says_so(unmigrated: ClickHouse) -> None:
    broken = Migration(1, "0001_broken.sql", "CREATE TABLE nonsense;\n")
    with pytest.raises(DatabaseAwayError, match=unmigrated.name):
        migrate(unmigrated, [broken])
    migrate(unmigrated, [A])
    assert _tables(unmigrated) == {"a", APPLIED}


def _tables(database: ClickHouse) -> set[str]:
    return {name for (name,) in database.query("SELECT name FROM system.tables WHERE database = currentDatabase()")}


def _engine(table: Table) -> str:
    kept = f"TTL toDateTime({table.version}) + toIntervalDay({(table.retention_s or 0) // DAY_S}) "
    kept += f"WHERE toUnixTimestamp({table.version}) > 0 "  # a row of which the time isn't known stays
    return (
        f"ReplacingMergeTree({table.version}) ORDER BY ({', '.join(table.order_by)}) "
        f"{kept if table.retention_s else ''}SETTINGS index_granularity = 8192"
    )
