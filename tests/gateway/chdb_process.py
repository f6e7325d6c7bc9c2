"""A real embedded ClickHouse in a process of its own: a process opens one folder only, and other tests open theirs."""

import multiprocessing
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any

from contracts.codec import decode, encode
from contracts.detections import Detections
from contracts.form import Form
from contracts.message import Message
from contracts.poses2d import Poses2d

Row = Sequence[Any]


class ChdbProcess:
    """The database (`gateway.database.Database`) behind a pipe, with the sink's tables; `store` writes as it does."""

    def __init__(self, folder: Path) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, child = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(child, str(folder)), daemon=True)
        self._process.start()
        self._lock = Lock()

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Sequence[Row]:
        """Give a query's rows."""
        rows: Sequence[Row] = self._ask("query", (sql, dict(parameters or {})))
        return rows

    def store(self, *messages: Message) -> None:
        """Insert all rows of some messages."""
        self._ask("store", [encode(message) for message in messages])

    def close(self) -> None:
        """End the process."""
        self._pipe.send(None)
        self._process.join()

    def _ask(self, what: str, data: object) -> Any:  # noqa: ANN401 - rows, or nothing
        with self._lock:
            self._pipe.send((what, data))
            answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise RuntimeError(str(answer)) from answer  # noqa: TRY004 - what a database raises
        return answer


def _serve(pipe: Connection, folder: str) -> None:
    from sink.database import open_database

    database = open_database(folder)
    while (asked := pipe.recv()) is not None:
        what, data = asked
        try:
            pipe.send(database.query(*data) if what == "query" else _store(database, data))
        except Exception as error:  # noqa: BLE001 - it is raised where it was asked for
            pipe.send(error)
    database.close()


def _store(database: Any, messages: Sequence[bytes]) -> list[Row]:  # noqa: ANN401 - the sink is imported in the process only
    from contracts.tables import TABLE
    from sink.rows import rows_of

    rows: dict[str, list[Row]] = {}
    for message in messages:
        for table, some in rows_of(decode(message, Form, Detections, Poses2d)).items():
            rows.setdefault(table, []).extend(some)
    for table, all_rows in rows.items():
        database.insert(TABLE[table], all_rows)
    return []
