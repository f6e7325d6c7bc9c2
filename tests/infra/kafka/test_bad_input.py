"""What is wrong with one record costs that record alone, over a real broker: stages and sink set it aside, by name."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from bus.kafka import KafkaBus
from bus.record import Record
from contracts.codec import decode, encode
from contracts.dead_letters import DeadLetter
from contracts.examples import example
from contracts.form import Form, FormEnd
from contracts.frames import HEADER, FrameHeader
from contracts.poses3d import Poses3d
from contracts.release import RELEASE
from contracts.sessions import Session
from contracts.topics import TOPIC, TOPICS
from infra.kafka.broker import Broker
from infra.kafka.ports import free_port
from infra.kafka.topic_upkeep import keep_topics
from infra.serving.behind import opened_client
from infra.stages.chain import GROUP
from infra.stages.fused import Fused
from processors.detect import Detect
from processors.detectors import Found
from processors.picture import Picture
from sink.database import Database
from sink.sink import Sink
from sink.stored import until_stored
from tests.bus.kafka_topics import delete_before
from tests.chaos.database import database_process, url
from tests.infra.chained import CHOSEN, RUN
from tests.infra.feeding import fed
from tests.infra.feeding.fed import working
from tests.infra.feeding.test_stream_breaks import DAY_S, Camera
from tests.infra.short_squat import FRAMES
from tests.kafka_broker import start_or_skip

LIMIT_S = 120.0
HALF = 4000
"""Of a JPEG, bytes."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker with one partition a topic, from which tests delete records."""
    one = Broker(tmp_path_factory.mktemp("kafka"), heap_mb=128)
    start_or_skip(one)
    asyncio.run(keep_topics(one.address, partitions=1))
    yield one
    one.stop()


def on_a_bus(broker: Broker, test: Callable[[KafkaBus], Awaitable[None]]) -> None:
    async def run() -> None:
        bus = await KafkaBus.open(broker.address, TOPICS)
        try:
            await test(bus)
        finally:
            await bus.close()

    asyncio.run(asyncio.wait_for(run(), LIMIT_S))


async def begun(bus: KafkaBus, session: str) -> int:
    """Say that a session runs; give the offset that its first record will have."""
    asked = Session(session=session, state="running", lift=CHOSEN.lift, height_m=CHOSEN.height_m, runs=(RUN,))
    await bus.publish("sessions", session, encode(asked))
    return (await bus.span("frames", 0)).end


async def put(bus: KafkaBus, session: str, records: Sequence[Record]) -> None:
    """Publish frames as another session's."""
    for record in records:
        headers = {name: of_session(header, session) for name, header in record.headers.items()}
        await bus.publish("frames", session, record.value, headers)


def of_session(header: bytes, session: str) -> bytes:
    return header.replace(b"\xa7session\xa1s", b"\xa7session" + bytes([0xA0 + len(session)]) + session.encode())


async def until_acknowledged(bus: KafkaBus) -> None:
    end = (await bus.span("frames", 0)).end
    while await bus.committed(GROUP, "frames", 0) < end:  # noqa: ASYNC110 - it is asked, not told
        await asyncio.sleep(0.02)


async def letters(bus: KafkaBus, count: int, **where: object) -> list[DeadLetter]:
    """Wait for so many letters that say this."""
    while True:
        every = [decode(one.value, DeadLetter) for one in await fed.every_record(bus, "dead_letters", 0)]
        found = [one for one in every if all(getattr(one, name) == value for name, value in where.items())]
        if len(found) >= count:
            return found
        await asyncio.sleep(0.05)


async def answered(bus: KafkaBus, session: str) -> list[int]:
    """Give the frames that were answered, the end's index last."""
    return [form.frame for form in await fed.forms(bus, session) if isinstance(form, Form | FormEnd)]


def test_frames_that_expired_before_a_worker_read_them_are_named_and_the_rest_is_answered(
    own: Broker, stages: Fused, records: list[Record]
) -> None:
    async def test(bus: KafkaBus) -> None:
        first = await begun(bus, "expired")
        await put(bus, "expired", records[:10])
        async with working(bus, stages):
            await until_acknowledged(bus)
        await put(bus, "expired", records[10:30])
        await delete_before(own.address, TOPIC["frames"], 0, first + 20)
        async with working(bus, stages):
            await put(bus, "expired", records[30:])
            await until_acknowledged(bus)
            (letter,) = await letters(bus, 1, topic="frames")
        assert (letter.stage, letter.version, letter.partition) == ("detect", RELEASE, 0)
        assert (letter.offset, letter.last_offset) == (first + 10, first + 19)
        assert letter.reason == f"10 expired before anybody of the group '{GROUP}' read them"
        assert await answered(bus, "expired") == [*range(10), *range(20, FRAMES + 1)]

    on_a_bus(own, test)


def no_header(record: Record) -> Mapping[str, bytes]:
    del record
    return {}


def garbage(record: Record) -> Mapping[str, bytes]:
    del record
    return {HEADER: b"\x93\x01\x02\x03"}


def of_the_future(record: Record) -> Mapping[str, bytes]:
    return {HEADER: record.headers[HEADER].replace(b"frame.v1", b"frame.v9")}


def of_another_session(record: Record) -> Mapping[str, bytes]:
    return {HEADER: encode(replace(decode(record.headers[HEADER], FrameHeader), session="other"))}


DAMAGES = {
    no_header: "the record has no header 'perfectform'",
    garbage: "are no frame.v1 or end.v1",
    of_the_future: "are no frame.v1 or end.v1",
    of_another_session: "the header is of session 'other', the key of 'damaged'",
}


def test_records_that_no_stage_can_read_are_set_aside_by_name(
    own: Broker, stages: Fused, records: list[Record]
) -> None:
    async def test(bus: KafkaBus) -> None:
        first = await begun(bus, "damaged")
        async with working(bus, stages):
            await put(bus, "damaged", records[:4])
            for damage in DAMAGES:
                await bus.publish("frames", "damaged", records[4].value, damage(records[4]))
            cut = Record("frames", 0, 0, "s", records[4].value[:HALF], records[4].headers)
            await put(bus, "damaged", [cut, *records[5:]])
            await until_acknowledged(bus)
        found = await letters(bus, len(DAMAGES) + 1, key="damaged")
        assert [one.offset - first for one in found] == [4, 5, 6, 7, 8]
        for letter, reason in zip(
            found, [*DAMAGES.values(), f"{HALF} bytes are no JPEG that can be decoded"], strict=True
        ):
            assert reason in letter.reason
            assert (letter.stage, letter.version, letter.topic, letter.partition) == ("detect", RELEASE, "frames", 0)
        assert await answered(bus, "damaged") == list(range(FRAMES + 1))

    on_a_bus(own, test)


POSE = example(Poses3d)
EVENTS = {
    encode(replace(POSE, session="stored", frame=0)): "",
    b"\x93\x01\x02": "3 bytes are no poses3d.v1 or end.v1",
    encode(replace(POSE, session="stored", frame=1)).replace(
        b"poses3d.v1", b"poses3d.v9"
    ): "are no poses3d.v1 or end.v1",
    encode(replace(POSE, session="other", frame=2)): "the message is of session 'other', the key of 'stored'",
    encode(replace(POSE, session="stored", frame=3)): "",
}


def test_what_no_sink_can_store_or_read_in_time_is_set_aside_by_name(own: Broker, tmp_path: Path) -> None:
    port = free_port()

    async def test(bus: KafkaBus) -> None:
        with closing(await opened_client(url(port))) as database:
            first = (await bus.span("poses3d", 0)).end
            async with storing(bus, database):
                for event in EVENTS:
                    await bus.publish("poses3d", "stored", event)
                await until_stored(bus, "stored")
            for frame in range(4, 10):
                await bus.publish("poses3d", "stored", encode(replace(POSE, session="stored", frame=frame)))
            await delete_before(own.address, TOPIC["poses3d"], 0, first + 8)
            async with storing(bus, database):
                await until_stored(bus, "stored")
                *unreadable, expired = await letters(bus, 4, stage="sink")
            assert [one.offset - first for one in unreadable] == [1, 2, 3]
            for letter, reason in zip(unreadable, filter(None, EVENTS.values()), strict=True):
                assert reason in letter.reason
                assert (letter.version, letter.topic, letter.partition) == (RELEASE, "poses3d", 0)
            assert (expired.offset - first, expired.topic, expired.last_offset) == (5, "poses3d", first + 7)
            kept = "SELECT frame FROM poses3d FINAL WHERE session = 'stored' ORDER BY frame"
            assert [frame for (frame,) in database.query(kept)] == [0, 3, 7, 8, 9]

    with database_process(tmp_path / "database", port):
        on_a_bus(own, test)


@asynccontextmanager
async def storing(bus: KafkaBus, database: Database) -> AsyncIterator[None]:
    task = asyncio.create_task((await Sink.open(bus, database)).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@dataclass(frozen=True)
class Slow:
    """A detector that takes its time, and sees nobody."""

    takes_s: float

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        time.sleep(self.takes_s * len(pictures))
        return [[] for _ in pictures]


def test_a_stage_slower_than_a_camera_passes_over_what_comes_too_late_and_counts_it(own: Broker, stages: Fused) -> None:
    slow = Fused(Detect(Slow(0.3)), stages.pose, stages.lift, stages.judge, stages.now_s)

    async def test(bus: KafkaBus) -> None:
        async with working(bus, slow):
            live = fed.stream(bus, Camera(60, goes=False, step_s=0.05), "slow")
            done = await live.run()
        assert (done.state, done.frames + live.newest.lost) == ("done", 60)
        assert done.frames_dropped > 0
        assert await answered(bus, "slow") == list(range(done.frames + 1))

    on_a_bus(own, test)


@pytest.mark.parametrize("off_s", [DAY_S, -DAY_S])
def test_a_cameras_clock_that_is_a_day_off_costs_nothing(own: Broker, stages: Fused, off_s: float) -> None:
    session = f"clock{off_s:.0f}"

    async def test(bus: KafkaBus) -> None:
        async with working(bus, stages):
            camera = Camera(4, goes=False, clock_off_s=off_s, pace=fed.WhenTheLastIsAnswered(bus, session))
            done = await fed.stream(bus, camera, session).run()
        assert (done.state, done.frames, done.frames_dropped) == ("done", 4, 0)
        for record in await fed.records(bus, "frames", session):
            assert abs(record.appended_at - time.time()) < LIMIT_S
        assert await answered(bus, session) == list(range(5))

    on_a_bus(own, test)
