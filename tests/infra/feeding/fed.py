"""What tests of feeding share: a feeder over any bus, stages at work, what a session brought."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace as changed

from bus.partitioner import partition_of
from bus.protocol import Bus
from bus.record import Record, Ref
from bus.states_topic import TopicStates
from contracts.codec import decode
from contracts.event import EndOfStream, Event, Trace
from contracts.form import Form, FormEnd
from contracts.frames import HEADER, FrameHeader
from infra.cameras.cameras import PhoneCameras
from infra.chain import GROUP
from infra.feeding.feed import Feeder
from infra.feeding.replay import Replay
from infra.feeding.stream import Stream
from infra.fused import Fused
from infra.stage_worker import work
from infra.told import Told
from producers.pace import FlatOut
from producers.source import Source
from producers.sources.file import FileSource
from sink.stored import GROUPS

TOLD = Told(lift="squat", height_m=1.671)


async def at_once(_: str) -> None:
    """Say that everything is stored."""


def feeder(bus: Bus) -> Feeder:
    return Feeder(bus, TopicStates(bus), at_once, time.time)


def cameras(bus: Bus, gone_after_s: float = 60.0) -> PhoneCameras:
    return PhoneCameras(feeder(bus), gone_after_s)


def replay(bus: Bus, told: Told = TOLD) -> Replay:
    return Replay(feeder=feeder(bus), told=told, quality=90, pace_of=FlatOut, tell=lambda _: None)


def stream(bus: Bus, source: Source, session: str = "live", gone_after_s: float = 60.0) -> Stream:
    return Stream(
        feeder=feeder(bus),
        source=source,
        session=session,
        told=TOLD,
        quality=90,
        tell=lambda _: None,
        gone_after_s=gone_after_s,
    )


@dataclass
class WhenTheLastIsAnswered:
    """A pace at which nothing is dropped: a picture is due once those before are answered."""

    bus: Bus
    partition: int
    _first: int = -1
    _given: int = field(default=0)

    async def wait_until(self, pts_s: float) -> None:  # noqa: ARG002 - a pace's signature
        if self._first < 0:
            self._first = (await self.bus.span("frames", self.partition)).end
        while await self.bus.committed(GROUP, "frames", self.partition) < self._first + self._given:  # noqa: ASYNC110 - it is asked, not told
            await asyncio.sleep(0.01)
        self._given += 1


def file_source(bus: Bus, path: Path, session: str = "live") -> FileSource:
    return FileSource(path, WhenTheLastIsAnswered(bus, partition_of(session, bus.partitions)))


@asynccontextmanager
async def working(bus: Bus, stages: Fused) -> AsyncIterator[None]:
    """Let stages answer what is sent."""
    task = asyncio.create_task(work(bus, stages))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def storing(bus: Bus) -> AsyncIterator[None]:
    """Let readers commit all that a sink would store."""
    tasks = [asyncio.create_task(_committed(bus, group, names)) for group, names in GROUPS.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _committed(bus: Bus, group: str, names: tuple[str, ...]) -> None:
    reader = await bus.read(names, group)
    while True:
        await reader.commit(await reader.take(256, 0.5))


async def records(bus: Bus, topic: str, session: str) -> list[Record]:
    """Give all that a topic has of a session."""
    partition = partition_of(session, bus.partitions)
    at, end = await bus.span(topic, partition)
    reader = await bus.records_from(topic, Ref(partition, at))
    found = list[Record]()
    while at < end:
        for record in await reader.take(256, 1.0):
            at = record.offset + 1
            found += [record] if record.key == session else []
    await reader.close()
    return found


async def until_sent(bus: Bus, session: str, count: int) -> None:
    """Wait until so many records of a session lie on the topic."""
    while len(await records(bus, "frames", session)) < count:  # noqa: ASYNC110 - it is asked, not told
        await asyncio.sleep(0.005)


async def frames(bus: Bus, session: str) -> list[tuple[bytes, FrameHeader | EndOfStream]]:
    """Give a session's pictures and what was said with them, but for whose they are and when they came."""
    found = list[tuple[bytes, FrameHeader | EndOfStream]]()
    for record in await records(bus, "frames", session):
        header = decode(record.headers[HEADER], FrameHeader, EndOfStream)
        if isinstance(header, FrameHeader):
            found.append((record.value, changed(header, session="", captured_at=0.0, received_at=0.0)))
        elif isinstance(header, EndOfStream):
            found.append((record.value, changed(header, session="")))
    return found


async def forms(bus: Bus, session: str) -> list[Event]:
    """Give the newest answer to each frame, and the end's, but for whose they are and their trace."""
    found = dict[tuple[str, int], Event]()
    for record in await records(bus, "form", session):
        form = decode(record.value, Form, FormEnd)
        assert isinstance(form, Form | FormEnd)
        found[type(form).__name__, form.frame] = changed(form, session="", trace=Trace())
    return list(found.values())
