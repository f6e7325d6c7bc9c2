"""Stages at work over a broker, as workers take them: by faust, each cut with a bus of its own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from msgspec.structs import replace

from bus.kafka import KafkaBus
from bus.partitioner import partition_of
from bus.protocol import Bus, Reader
from bus.record import Record, Ref
from contracts.codec import decode, encode
from contracts.dead_letters import DeadLetter
from contracts.event import EndOfStream, Event
from contracts.frames import HEADER, FrameHeader
from contracts.rendered import RenderedHeader
from contracts.run import Run
from contracts.sessions import Session
from contracts.topics import TOPICS
from infra.kafka.topic_upkeep import keep_topics
from infra.stages.answering_turns import Patience
from infra.stages.faust_reader import FaustReader
from infra.stages.fused import Fused
from infra.stages.stage_worker import work
from infra.stages.standing import Standing
from tests.infra.chained import CHOSEN, KINDS, Answers, untraced

LIMIT_S = 60.0


@asynccontextmanager
async def on(address: str) -> AsyncIterator[KafkaBus]:
    """A bus over a broker, whose topics are made where they aren't there."""
    await keep_topics(address)
    bus = await KafkaBus.open(address, TOPICS)
    try:
        yield bus
    finally:
        await bus.close()


@dataclass
class Worker:
    """A worker of some stages, as a task of this process."""

    address: str
    fused: Fused
    patience: Patience | None = None
    shadow: Fused | None = None
    standing: Standing = field(default_factory=lambda: Standing("test"))
    readers: list[FaustReader] = field(default_factory=list)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Worker"]:
        """Let it work once it has its share."""
        bus = await KafkaBus.open(self.address, TOPICS)
        task = asyncio.create_task(
            work(bus, self.fused, self._join, self.shadow, patience=self.patience, standing=self.standing)
        )
        try:
            while not self.standing.is_ready and not task.done():  # noqa: ASYNC110 - it is asked, not told
                await asyncio.sleep(0.01)
            yield self
        finally:
            task.cancel()
            (outcome,) = await asyncio.gather(task, return_exceptions=True)
            await bus.close()
            assert isinstance(outcome, asyncio.CancelledError), outcome

    async def _join(self, topics: Sequence[str], group: str) -> Reader:
        self.readers.append(await FaustReader.join(self.address, topics, group))
        return self.readers[-1]


@asynccontextmanager
async def all_running(workers: Sequence[Worker]) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for worker in workers:
            await stack.enter_async_context(worker.running())
        yield


async def begin(bus: Bus, session: str, run: Run | None = None, *, live: bool = False) -> None:
    """Say that a session is running."""
    told = Session(
        session=session,
        state="running",
        lift=CHOSEN.lift,
        height_m=CHOSEN.height_m,
        runs=(run or CHOSEN.run(),),
        delivery="live" if live else "lossless",
    )
    await bus.publish("sessions", session, encode(told))


def of_session(records: Sequence[Record], session: str) -> list[Record]:
    """The same frames as another session's."""
    named = list[Record]()
    for record in records:
        message = decode(record.headers[HEADER], FrameHeader, EndOfStream)
        headers = {HEADER: encode(replace(message, session=session))}
        named.append(Record(record.topic, record.partition, record.offset, session, record.value, headers))
    return named


async def put(bus: Bus, records: Sequence[Record]) -> None:
    """Publish frames, in order."""
    await asyncio.gather(*(bus.publish("frames", one.key, one.value, one.headers) for one in records))


async def until_answered(bus: Bus, topic: str, session: str, frame: int) -> list[Record]:
    """Wait for the answer to a frame on a topic; give all that lies there of its session."""
    partition = partition_of(session, bus.partitions)
    reader = await bus.records_from(topic, Ref(partition, (await bus.span(topic, partition)).earliest))
    found = list[Record]()
    async with asyncio.timeout(LIMIT_S):
        while True:
            for record in await reader.take(256, 1.0):
                if record.key != session:
                    continue
                found.append(record)
                if event_of(record).frame == frame:
                    await reader.close()
                    return found


def said(record: Record) -> Event:
    """What a record says, as if it were of "s"."""
    return replace(untraced(event_of(record)), session="s")


def event_of(record: Record) -> Event:
    """Read a record."""
    if record.topic == "rendered":
        return decode(record.headers[HEADER], RenderedHeader, EndOfStream)
    return decode(record.value, *KINDS[record.topic])


async def answers(bus: Bus, session: str, frame: int) -> Answers:
    """Wait until a frame is answered by all stages; give what each topic says of its session, as if it were of "s"."""
    await until_answered(bus, "form", session, frame)
    return {topic: await _events(bus, topic, session, frame) for topic in KINDS}


async def _events(bus: Bus, topic: str, session: str, frame: int) -> list[Event]:
    records = await until_answered(bus, topic, session, frame)
    return [said(one) for one in records]


async def letters(bus: Bus, session: str, count: int) -> list[DeadLetter]:
    """Wait for so many dead letters of a session."""
    partition = partition_of(session, bus.partitions)
    reader = await bus.records_from(
        "dead_letters", Ref(partition, (await bus.span("dead_letters", partition)).earliest)
    )
    found = list[DeadLetter]()
    async with asyncio.timeout(LIMIT_S):
        while len(found) < count:
            found += [decode(one.value, DeadLetter) for one in await reader.take(256, 1.0) if one.key == session]
    await reader.close()
    return found
