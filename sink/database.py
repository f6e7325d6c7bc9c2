"""What the sink asks of a ClickHouse, and how one is opened: embedded in this process, or a server over HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

from contracts.table import Table

Row = tuple[Any, ...]
"""One row: a value for each column of its table, in the columns' order."""


class DatabaseOpenError(ValueError):
    """The database can't be opened as it was named."""


class DatabaseUnreachableError(DatabaseOpenError):
    """Nobody answers at the database's address: by now, or at all."""


class DatabaseAwayError(RuntimeError):
    """The database doesn't answer, or can't do what it is asked just now; what was asked may be asked again."""


class DatabaseLostError(DatabaseAwayError):
    """The connection to the database broke, or nobody answers it."""


class Database(Protocol):
    """A ClickHouse. Every call blocks, and may come from any thread, but only one at a time."""

    @property
    def name(self) -> str:
        """What people know it by: a folder, or an address; never a password."""
        ...

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Return the rows of a query; it names its parameters as `{name:Type}`.

        Raises:
            DatabaseAwayError: it couldn't be asked, or can't answer.
        """
        ...

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows of `sink.rows` into a table. Raises as `query` does; then some of them may be there or none."""
        ...

    def command(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Run a statement that gives no rows. Raises as `query` does."""
        ...

    def close(self) -> None:
        """Let it go. Closing again does nothing."""
        ...


def open_database(where: str) -> Database:
    """Open a database and bring its tables up to what this program knows.

    Args:
        where: `chdb:/path/folder` or a plain folder, which is made where it isn't there: embedded, and no other
            process can open it meanwhile. `http://user:password@host:8123/database`, or `https`: a server.

    Raises:
        DatabaseOpenError: it is in use by another process, can't be reached, refuses the user, or isn't ClickHouse's.
        SchemaError: a newer program has written it, or a migration was edited.
    """
    from sink.clickhouse import open_embedded, open_server
    from sink.migrate import migrate

    scheme = urlsplit(where).scheme
    database = open_server(where) if scheme in ("http", "https") else open_embedded(where.removeprefix("chdb:"))
    try:
        migrate(database)
    except DatabaseLostError as error:
        database.close()
        raise DatabaseUnreachableError(f"{database.name} went away while its tables were looked at: {error}") from error
    except DatabaseAwayError as error:
        database.close()
        raise DatabaseOpenError(f"The tables can't be made: {error}") from error
    except BaseException:
        database.close()
        raise
    return database
