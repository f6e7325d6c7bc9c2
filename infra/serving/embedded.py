"""The whole path over one data folder: bus, media, database, sink and worker, in this process."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Final

from bus.media_folder import FolderMedia
from bus.memory import LIMITS, MemoryBus
from bus.states_memory import MemoryStates
from contracts.sessions import Session
from contracts.topics import TOPICS
from infra.cameras.cameras import PhoneCameras
from infra.cameras.left import end_filmed
from infra.feeding.feed import Feeder
from infra.serving.behind import Behind, opened_clients
from infra.serving.data_folder import DataFolder
from infra.serving.swept import cut_journal, sweep
from infra.sessions.passage import Passage
from infra.sessions.session_processing import Processing
from infra.sessions.session_worker import SessionWorker
from infra.stages.fused import Fused
from infra.stages.inference import Inference
from infra.stages.live_stages import answer_live
from producers.pace import Between, FlatOut, Pace
from sink.sink import Sink
from sink.stored import until_all_stored, until_stored

_LAST_FRAMES_S: Final = 5.0
"""How long what is filmed may take, when all ends, to come to its end."""
_LAST_ROWS_S: Final = 5.0
"""How long the sink may take, when all ends, to store what is left; what it can't is computed again."""


@asynccontextmanager
async def embedded(
    folder: DataFolder,
    stages: Fused,
    quality: int,
    pace_of: Callable[[Session], Pace] = lambda _: FlatOut(),
    shadow: Fused | None = None,
) -> AsyncIterator[Behind]:
    """Run the path: whatever session is uploaded is processed and stored, what was left unfinished too.

    Args:
        folder: taken by this process.
        stages: with their models.
        quality: of the JPEGs, 1 to 100.
        pace_of: when the frames of a session are due.
        shadow: stages that answer the same frames beside, seen by nobody; None: there are none.

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
        await sweep(bus, media, cut_journal(folder.bus))
        await end_filmed(bus, time.time())
        own, *clients = await opened_clients(str(folder.database), others=1)
        for client in (*clients, own):
            stack.callback(client.close)
        feeder = Feeder(bus, MemoryStates(), partial(until_stored, bus), time.time)
        cameras = PhoneCameras(feeder)
        inference = stack.enter_context(Inference())
        sink = await Sink.open(bus, own)
        processing = Processing(
            passage=Passage(bus, stages, inference, shadow),
            media=media,
            work=folder.work,
            quality=quality,
            pace_of=lambda session: Between(pace_of(session), cameras.idle),
        )
        worker = SessionWorker(bus, processing, partial(until_stored, bus), time.time)
        async with asyncio.TaskGroup() as tasks:
            storing = tasks.create_task(sink.run())
            working = tasks.create_task(worker.run())
            filming = tasks.create_task(answer_live(bus, stages, inference, cameras.fail))
            failing = tasks.create_task(bus.fails())
            yield Behind(bus=bus, media=media, clients=clients, cameras=cameras)
            failing.cancel()
            working.cancel()
            await cameras.end(_LAST_FRAMES_S)
            filming.cancel()
            await asyncio.wait([working, filming])
            with suppress(TimeoutError):
                await asyncio.wait_for(until_all_stored(bus), _LAST_ROWS_S)
            storing.cancel()
