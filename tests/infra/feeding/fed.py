"""What tests of feeding share: a feeder over any bus, stages at work, what a session brought."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace as changed

from bus.partitioner import partition_of
from bus.protocol import Bus, PartitionReader
from bus.record import Record, Ref
from bus.states_topic import TopicStates
from contracts.codec import decode
from contracts.event import EndOfStream, Event, Trace
from contracts.form import Form, FormEnd
from contracts.frames import HEADER, FrameHeader
from infra.cameras.cameras import PhoneCameras
from infra.feeding.feed import Feeder
from infra.feeding.replay import Replay
from infra.feeding.stream import Stream
from infra.stages.chain import GROUP
from infra.stages.fused import Fused
from infra.stages.stage_worker import work
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
    """A pace at which nothing is dropped, whoever is killed: a picture is due once the one before is acknowledged."""

    bus: Bus
    session: str
    _sent: PartitionReader | None = None

    async def wait_until(self, pts_s: float) -> None:  # noqa: ARG002 - a pace's signature
        partition = partition_of(self.session, self.bus.partitions)
        if self._sent is None:
            before = (await self.bus.span("frames", partition)).end
            self._sent = await self.bus.records_from("frames", Ref(partition, before))
        else:
            before = await self._own(self._sent) + 1
        while await self.bus.committed(GROUP, "frames", partition) < before:  # noqa: ASYNC110 - it is asked, not told
            await asyncio.sleep(0.01)

    async def _own(self, sent: PartitionReader) -> int:
        """Give the offset of the session's next picture."""
        while True:
            for record in await sent.take(1, 1.0):
                if record.key == self.session:
                    return record.offset


def file_source(bus: Bus, path: Path, session: str = "live") -> FileSource:
    return FileSource(path, WhenTheLastIsAnswered(bus, session))


@asynccontextmanager
async def working(bus: Bus, stages: Fused) -> AsyncIterator[None]:
    """Let stages answer what is sent."""
    task = asyncio.create_task(work(bus, stages, bus.read))
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
    every = await every_record(bus, topic, partition_of(session, bus.partitions))
    return [record for record in every if record.key == session]


async def every_record(bus: Bus, topic: str, partition: int) -> list[Record]:
    """Give all that a topic has in a partition."""
    at, end = await bus.span(topic, partition)
    reader = await bus.records_from(topic, Ref(partition, at))
    found = list[Record]()
    while at < end:
        found += await reader.take(256, 1.0)
        at = found[-1].offset + 1 if found else at
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
