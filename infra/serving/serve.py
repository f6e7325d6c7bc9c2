"""The server on one machine: gateway, path and database in one process, over one data folder."""

import asyncio
from collections.abc import Callable

from contracts.sessions import Session
from infra.serving.answering import Ready, Serving, answer
from infra.serving.data_folder import data_folder
from infra.serving.embedded import embedded
from infra.serving.http_server import listening
from infra.stages.fused import Fused
from infra.until_told import told_to_end
from producers.pace import FlatOut, Pace


async def serve(  # noqa: PLR0913 - what runs, and where
    serving: Serving,
    load: Callable[[], Fused],
    ready: Ready,
    *,
    quality: int,
    pace_of: Callable[[Session], Pace] = lambda _: FlatOut(),
    load_shadow: Callable[[], Fused | None] = lambda: None,
) -> None:
    """Serve until the process is told to end (SIGTERM or SIGINT).

    Args:
        serving: where, and what is kept.
        load: loads the stages' models; called once the folder and the address are ours.
        ready: what to do once the server answers.
        quality: of the JPEGs on the way to the models, 1 to 100.
        pace_of: when the frames of a session are due.
        load_shadow: loads the models of the stages that run beside, if there are any.

    Raises:
        DataFolderError: the data folder can't be used, or another server has it.
        AddressError: the address can't be listened on.
        DatabaseOpenError: the database can't be opened.
        SchemaError: a newer program has written the database.
        JournalError: the sessions can't be read, or not be written any more.
    """
    with data_folder(serving.data) as folder, listening(serving.host, serving.port) as listener, told_to_end() as stop:
        stages, shadow = await asyncio.to_thread(load), await asyncio.to_thread(load_shadow)
        async with embedded(folder, stages, quality, pace_of, shadow) as behind:
            await answer(serving, behind, listener, stop, ready)
