"""What lies behind a gateway: the bus, the media and the database, wherever they are."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bus.media import Media
from bus.protocol import Bus
from infra.cameras.cameras import PhoneCameras
from infra.when_there import when_there
from sink.database import Database, DatabaseUnreachableError, open_database

_CLIENTS: Final = 4
"""Of the database: each answers one query at a time."""


@dataclass(frozen=True, kw_only=True)
class Behind:
    """What a gateway works with; its opener closes it."""

    bus: Bus
    media: Media
    clients: Sequence[Database]
    cameras: PhoneCameras


async def opened_clients(where: str, others: int = 0) -> list[Database]:
    """Open a database for a gateway, and for some others besides, as soon as it answers; it may take a second.

    Raises:
        DatabaseOpenError: it can't be opened.
        SchemaError: a newer program has written it.
    """
    return [await opened_client(where) for _ in range(_CLIENTS + others)]


async def opened_client(where: str) -> Database:
    """Open a database once it answers; raises as `opened_clients` does."""

    async def opened() -> Database:
        return await asyncio.to_thread(open_database, where)

    return await when_there("The database", opened, DatabaseUnreachableError)
