"""What the gateway asks of a ClickHouse: rows. Several clients of one database, as each answers one query at a time."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from gateway.refused import RefusedError

Row = Sequence[Any]
_log: Final = logging.getLogger(__name__)


class Database(Protocol):
    """One client of a ClickHouse. A call blocks, and may come from any thread, but only one at a time."""

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Sequence[Row]:
        """Return the rows of a query; it names its parameters as `{name:Type}`.

        Raises:
            RuntimeError: it couldn't be asked, or can't answer now.
        """
        ...


class Databases:
    """Asks whichever client is free, in a thread, so that the event loop goes on.

    Args:
        clients: One or more clients of the same database.

    Raises:
        ValueError: there is no client.
    """

    def __init__(self, clients: Sequence[Database]) -> None:
        if not clients:
            raise ValueError("A gateway needs a client of the database, or several.")
        self._free: asyncio.LifoQueue[Database] = asyncio.LifoQueue()
        for client in clients:
            self._free.put_nowait(client)

    async def rows(self, sql: str, **parameters: object) -> Sequence[Row]:
        """Return the rows of a query.

        Raises:
            RefusedError: 503, the database doesn't answer.
        """
        client = await self._free.get()
        asking = asyncio.create_task(asyncio.to_thread(client.query, sql, parameters))
        asking.add_done_callback(lambda _: self._free.put_nowait(client))
        try:
            return await asyncio.shield(asking)
        except RuntimeError as error:
            _log.warning("The database refused a query: %s", error)
            raise RefusedError(503, "The database doesn't answer; try again in a moment.") from error
