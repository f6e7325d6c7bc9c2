"""Builders: a bus with a sink that runs, messages for it, and what the database then holds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from msgspec.structs import replace

from bus.memory import LIMITS, MemoryBus
from bus.protocol import Bus
from contracts.codec import encode
from contracts.event import Event
from contracts.examples import example
from contracts.message import Message
from contracts.poses3d import Poses3d
from contracts.sessions import Session
from contracts.topics import TOPICS
from contracts.vocabulary import SessionState
from sink.database import Database
from sink.lane import Pace
from sink.sink import Sink

NOW_S = 1_784_400_000.0
QUICK = Pace(flush_s=0.02, first_wait_s=0.01)


@asynccontextmanager
async def memory_bus() -> AsyncIterator[MemoryBus]:
    """Opens a bus with every topic."""
    bus = MemoryBus(TOPICS, 2, limits=LIMITS)
    yield bus
    await bus.close()


@asynccontextmanager
async def running(bus: Bus, database: Database, pace: Pace = QUICK) -> AsyncIterator[Sink]:
    """Opens a sink and runs it; at the end it is cancelled, wherever it stands, as by a shutdown."""
    sink = await Sink.open(bus, database, pace=pace, clock=lambda: NOW_S)
    task = asyncio.create_task(sink.run())
    try:
        yield sink
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def pose(frame: int, session: str = "s1", run: str = "r1") -> Poses3d:
    """A frame in which somebody stands there."""
    return replace(example(Poses3d), session=session, run=run, frame=frame)


def state(told: SessionState, session: str = "s1", at_s: float = NOW_S - 60) -> Session:
    """What a session has come to."""
    return replace(example(Session), session=session, state=told, updated_at=at_s)


async def put(bus: Bus, topic: str, *messages: Message) -> None:
    """Publish messages, each under its session."""
    for message in messages:
        assert isinstance(message, Event | Session)
        await bus.publish(topic, message.session, encode(message))


def count(database: Database, table: str, final: str = "FINAL") -> int:
    """How many rows a table holds for whoever reads with FINAL, or not."""
    return int(database.query(f"SELECT count() FROM {table} {final}")[0][0])  # noqa: S608 - names of ours


def column(database: Database, table: str, name: str) -> list[Any]:
    """What a column holds, sorted."""
    return [row[0] for row in database.query(f"SELECT {name} FROM {table} FINAL ORDER BY {name}")]  # noqa: S608 - names of ours
