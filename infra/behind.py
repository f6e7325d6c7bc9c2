"""What lies behind a gateway: the bus, the media and the database, wherever they are."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bus.media import Media
from bus.protocol import Bus
from sink.database import Database, open_database

_CLIENTS: Final = 4
"""Of the database: each answers one query at a time."""


@dataclass(frozen=True, kw_only=True)
class Behind:
    """What a gateway works with; its opener closes it."""

    bus: Bus
    media: Media
    clients: Sequence[Database]


async def opened_clients(where: str, others: int = 0) -> list[Database]:
    """Open a database for a gateway, and for some others besides; it may take a second.

    Raises:
        DatabaseOpenError: it can't be opened.
        SchemaError: a newer program has written it.
    """
    return await asyncio.to_thread(lambda: [open_database(where) for _ in range(_CLIENTS + others)])
