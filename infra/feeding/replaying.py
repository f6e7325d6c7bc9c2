"""Replays what was asked for to a broker, or to a server."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from contracts.sessions import Session
from gateway.told import new_session_id
from infra.destination import DestinationError, Kafka, Server
from infra.feeding.ask_again import ask_again, ask_child
from infra.feeding.asked import Asked
from infra.feeding.feed import Feeder
from infra.feeding.kafka_feeder import kafka_feeder
from infra.feeding.outcome import raise_first, told_outcome
from infra.feeding.replay import Replay
from infra.feeding.server_call import run_again, upload
from infra.watching.place import place_of
from producers.video_file import open_video


async def replayed(where: Kafka | Server, asked: Asked, tell: Callable[[str], None]) -> None:
    """Replay, and tell what came of it."""
    if isinstance(where, Server):
        await asyncio.to_thread(_to_server, where, asked, tell)
        return
    if asked.file is not None:
        (await asyncio.to_thread(open_video, asked.file)).close()  # what is wrong with it is told before all else
    async with kafka_feeder(where.address) as feeder:
        await _to_kafka(feeder, asked, tell)


def _to_server(where: Server, asked: Asked, tell: Callable[[str], None]) -> None:
    if asked.from_log or asked.child or asked.session or asked.what is None:
        raise DestinationError("A server takes a file, or the id of a session to run again: for the rest name a broker")
    file = asked.file
    if file is not None:
        made = upload(place_of("", where.address, asked.token), file, asked.told)
    else:
        made = run_again(place_of(asked.what, where.address, asked.token), asked.told)
    tell(f"Session {made.session} is {made.state}: follow it with `perfectform watch {made.session}`")


async def _to_kafka(feeder: Feeder, asked: Asked, tell: Callable[[str], None]) -> None:
    replay = Replay(feeder=feeder, told=asked.told, quality=asked.quality, pace_of=asked.pace_of, tell=tell)
    file = asked.file
    if asked.what is None:
        await _all(replay, asked, tell)
    elif asked.from_log:
        tell(told_outcome(await replay.logged(asked.what, asked.session)))
    elif file is not None:
        tell(told_outcome(await replay.file(file, asked.session)))
    else:
        made = await _asked_for(feeder, asked, asked.what)
        tell(f"Session {made.session} is {made.state}: a `perfectform worker ingest` takes it up")


def _asked_for(feeder: Feeder, asked: Asked, session: str) -> Awaitable[Session]:
    if asked.child:
        return ask_child(feeder.bus, session, asked.session or new_session_id(), asked.told, time.time())
    return ask_again(feeder.bus, session, asked.told, time.time())


async def _all(replay: Replay, asked: Asked, tell: Callable[[str], None]) -> None:
    outcomes = await replay.logged_between(asked.since_s or 0.0, asked.until_s or time.time())
    for one in outcomes:
        if isinstance(one, Session):
            tell(told_outcome(one))
    if not outcomes:
        tell("No session was made in that time")
    raise_first(outcomes, tell)
