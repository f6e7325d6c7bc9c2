"""A gateway as a process of its own, on a bus that others share; with an embedded database the sink runs beside it."""

import asyncio
import time
from contextlib import AsyncExitStack
from functools import partial
from urllib.parse import urlsplit

from bus.media_folder import FolderMedia
from bus.protocol import Bus
from bus.states_topic import TopicStates
from infra.cameras.cameras import PhoneCameras
from infra.feeding.feed import Feeder
from infra.serving.answering import Ready, Serving, answer
from infra.serving.behind import Behind, opened_clients
from infra.serving.data_folder import shared_folder
from infra.serving.http_server import listening
from sink.sink import Sink
from sink.stored import until_stored


async def answer_on(bus: Bus, database: str, serving: Serving, ready: Ready) -> None:
    """Answer until this is cancelled.

    Args:
        bus: with the topics of `contracts.topics`.
        database: a server's address, which any number of gateways share, or a folder, which is this process's alone.
        serving: how the gateway is reached; uploads go into its data folder, which gateways and workers share.
        ready: what to do once it answers.

    Raises:
        DataFolderError: the data folder can't be made.
        AddressError: the address can't be listened on.
        DatabaseOpenError: the database can't be opened.
        SchemaError: a newer program has written the database.
    """
    stores = is_embedded(database)
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(listening(serving.host, serving.port))
        clients = await opened_clients(database, others=1 if stores else 0)
        for client in clients:
            stack.callback(client.close)
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        if stores:
            sink = await Sink.open(bus, clients.pop())
            tasks.create_task(sink.run())
        media = FolderMedia(shared_folder(serving.data).media)
        cameras = PhoneCameras(Feeder(bus, TopicStates(bus), partial(until_stored, bus), time.time))
        stack.push_async_callback(cameras.leave)
        behind = Behind(bus=bus, media=media, clients=clients, cameras=cameras)
        await answer(serving, behind, listener, asyncio.Event(), ready)


def is_embedded(database: str) -> bool:
    """Tell whether a database is a folder that one process opens, not a server's address."""
    return urlsplit(database).scheme not in {"http", "https"}
