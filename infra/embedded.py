"""The whole path over one data folder: bus, media, database, sink and worker, in this process."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bus.media import Media
from bus.media_folder import FolderMedia
from bus.memory import LIMITS, MemoryBus
from bus.record import Ref
from contracts.sessions import Session
from contracts.topics import TOPICS
from gateway.media_keys import media_prefix
from infra.data_folder import DataFolder
from infra.fused import Fused
from infra.passage import Passage
from infra.session_processing import Processing
from infra.session_worker import SessionWorker
from producers.pace import FlatOut, Pace
from sink.database import Database, open_database
from sink.sink import Sink

_CLIENTS: Final = 4
"""Of the database, besides the sink's: each answers one query at a time."""
_LAST_ROWS_S: Final = 5.0
"""How long the sink may take, when all ends, to store what is left; what it can't is computed again."""


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """What a gateway needs of it."""

    bus: MemoryBus
    media: Media
    clients: Sequence[Database]


@asynccontextmanager
async def embedded(
    folder: DataFolder, stages: Fused, quality: int, pace_of: Callable[[Session], Pace] = lambda _: FlatOut()
) -> AsyncIterator[Embedded]:
    """Run the path: whatever session is uploaded is processed and stored, what was left unfinished too.

    Args:
        folder: taken by this process.
        stages: with their models.
        quality: of the JPEGs, 1 to 100.
        pace_of: when the frames of a session are due.

    Raises:
        DatabaseOpenError: the database can't be opened.
        SchemaError: it was written by a newer program.
        JournalError: the sessions can't be read.
        ExceptionGroup: the sessions can't be written any more, or the sink or the worker failed: what runs inside ends.
    """
    async with AsyncExitStack() as stack:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS, kept_in=folder.bus)
        stack.push_async_callback(bus.close)
        media = FolderMedia(folder.media)
        await _sweep(bus, media)
        own, *clients = await asyncio.to_thread(_opened, folder.database, 1 + _CLIENTS)
        for client in (*clients, own):
            stack.callback(client.close)
        thread = stack.enter_context(ThreadPoolExecutor(max_workers=1, thread_name_prefix="inference"))
        sink = await Sink.open(bus, own, all_is_new=True)
        processing = Processing(
            passage=Passage(bus, stages, thread), media=media, work=folder.work, quality=quality, pace_of=pace_of
        )
        worker = SessionWorker(bus, processing, sink, time.time)
        async with asyncio.TaskGroup() as tasks:
            storing = tasks.create_task(sink.run())
            working = tasks.create_task(worker.run())
            failing = tasks.create_task(bus.fails())
            yield Embedded(bus=bus, media=media, clients=clients)
            failing.cancel()
            working.cancel()
            await asyncio.wait([working])
            with suppress(TimeoutError):
                await asyncio.wait_for(sink.flushed(), _LAST_ROWS_S)
            storing.cancel()


def _opened(folder: Path, clients: int) -> list[Database]:
    """Open a database several times; it blocks for a second."""
    return [open_database(str(folder)) for _ in range(clients)]


async def _sweep(bus: MemoryBus, media: FolderMedia) -> None:
    """Delete what a killed process was writing, and the media of sessions that were deleted or never accepted."""
    await media.clear_unfinished()
    reader = await bus.records_from("sessions", Ref(0, 0))
    known = set()
    while records := await reader.take(1000, 0):
        known |= {record.key for record in records if record.value}
    await reader.close()
    for session in await media.names_under("sessions"):
        if session not in known:
            await media.delete_under(media_prefix(session))
