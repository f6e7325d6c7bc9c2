"""A ClickHouse through clickhouse-connect: the same client over a server and over chDB, ClickHouse in this process.

A process opens one embedded folder only, and nobody else can open that folder meanwhile; a second client on the same
folder in the same process is fine.
"""

import fcntl
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

import clickhouse_connect
from clickhouse_connect.driver import exceptions as driver
from clickhouse_connect.driver.client import Client

from contracts.table import Table
from sink.database import DatabaseAwayError, DatabaseLostError, DatabaseOpenError, DatabaseUnreachableError, Row

_OURS: Final = (driver.DataError, driver.ProgrammingError, driver.NotSupportedError)
"""What only a mistake of this program brings about: asking again would not help."""
_WRONG_USER: Final = frozenset({192, 193, 194, 516})
_NO_DATABASE: Final = 81
_CONNECT_S: Final = 5
_ANSWER_S: Final = 60
_LONGEST: Final = 300


class ClickHouse:
    """A database (`sink.database.Database`) behind a client of clickhouse-connect.

    Args:
        client: The client; it is closed with this.
        name: What people know the database by.
    """

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name

    @property
    def name(self) -> str:
        """See `sink.database.Database`."""
        return self._name

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """See `sink.database.Database`."""
        with self._away():
            return list(map(tuple, self._client.query(sql, parameters=_plain(parameters)).result_rows))

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """See `sink.database.Database`."""
        names = [column.name for column in table.columns]
        types = [column.type for column in table.columns]  # else the client asks the database before each insert
        with self._away():
            self._client.insert(table.name, rows, column_names=names, column_type_names=types)

    def command(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        """See `sink.database.Database`."""
        with self._away():
            self._client.command(sql, parameters=_plain(parameters))

    def close(self) -> None:
        """See `sink.database.Database`."""
        self._client.close()

    @contextmanager
    def _away(self) -> Iterator[None]:
        try:
            yield
        except _OURS:
            raise
        except driver.Error as error:
            away = DatabaseLostError if _is_lost(error) else DatabaseAwayError
            raise away(f"{self._name}: {_reason(error)}") from error


def open_embedded(folder: str, database: str = "default") -> ClickHouse:
    """Open a folder as a database inside this process; about a second and 450 MB.

    Args:
        folder: Where its files lie; made where it isn't there.
        database: Which database of the folder; it has to be there.

    Raises:
        DatabaseOpenError: in one sentence.
    """
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseOpenError(f"{folder} can't be a database's folder: {error.strerror}.") from error
    if _in_use_elsewhere(path):
        raise DatabaseOpenError(f"{folder} is in use by another process: stop that one, or name another folder.")
    _quieten()
    try:
        client = clickhouse_connect.get_client(interface="chdb", path=str(path), database=database)
    except driver.Error as error:
        raise DatabaseOpenError(f"{folder} can't be opened as a database: {_reason(error)}") from error
    return ClickHouse(client, folder)


def open_server(url: str) -> ClickHouse:
    """Connect to a server: `http://user:password@host:8123/database`, or `https`.

    Raises:
        DatabaseOpenError: in one sentence that doesn't name the password.
    """
    parts = urlsplit(url)
    name, port = _address(parts)
    user = unquote(parts.username or "default")
    database = unquote(parts.path.strip("/")) or "default"
    _quieten()
    try:
        client = clickhouse_connect.get_client(
            interface=parts.scheme,
            host=parts.hostname or "",
            port=port,
            username=user,
            password=unquote(parts.password or ""),
            database=database,
            connect_timeout=_CONNECT_S,
            send_receive_timeout=_ANSWER_S,
            autogenerate_session_id=False,
        )
    except driver.Error as error:
        raise _refusal(error, name, user, database) from error
    return ClickHouse(client, name)


def _address(parts: SplitResult) -> tuple[str, int]:
    """Give what is safe to show of an address, and its port."""
    example = "http://user:password@host:8123/database"
    try:
        port = parts.port or (8443 if parts.scheme == "https" else 8123)
    except ValueError as error:
        raise DatabaseOpenError(f"The database's address has no such port: it is written as {example}.") from error
    if not parts.hostname:
        raise DatabaseOpenError(f"The database's address names no host: it is written as {example}.")
    return f"{parts.scheme}://{parts.hostname}:{port}", port


def _refusal(error: driver.Error, name: str, user: str, database: str) -> DatabaseOpenError:
    if error.code in _WRONG_USER:
        return DatabaseOpenError(f"{name} refuses the user {user!r}: check the name and the password.")
    if error.code == _NO_DATABASE:
        return DatabaseOpenError(f"{name} has no database {database!r}: create it, or name another.")
    if isinstance(error, driver.OperationalError):
        return DatabaseUnreachableError(f"{name} can't be reached: check the address, and that the server runs.")
    return DatabaseOpenError(f"{name} doesn't answer as a ClickHouse does: {_reason(error)}")


def _is_lost(error: driver.Error) -> bool:
    return isinstance(error, driver.OperationalError) and error.code is None


def _reason(error: driver.Error) -> str:
    """Give the first sentence of what went wrong, without what the driver wraps around it."""
    text = " ".join(str(error).split("Stack trace")[0].split())
    if _is_lost(error):
        return f"it can't be reached ({text[:_LONGEST]})"
    found = re.search(r"DB::Exception: (.*)", text)
    return (found[1] if found else text)[:_LONGEST]


def _in_use_elsewhere(folder: Path) -> bool:
    """Whether another process has the folder open: ClickHouse keeps a lock on its file `status`, and its id in it.

    Asked before opening: the engine's own refusal doesn't say so, and goes to standard error.
    """
    try:
        with (folder / "status").open("rb") as status:
            owner = re.search(rb"PID: (\d+)", status.read())
            fcntl.flock(status, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return owner is None or int(owner[1]) != os.getpid()
    return False


def _quieten() -> None:
    """Stop the driver from logging, with its traceback, each error that it also raises."""
    logging.getLogger("clickhouse_connect").setLevel(logging.CRITICAL)


def _plain(parameters: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if parameters is None else dict(parameters)
