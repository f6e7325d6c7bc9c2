"""What a phone films becomes a session like any other: answered, ended in band, and gone on with after a restart."""

import asyncio
import dataclasses
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from bus.kafka import KafkaBus
from bus.memory import LIMITS, MemoryBus
from bus.protocol import Bus
from contracts.codec import encode
from contracts.event import EndOfStream
from contracts.form import Form, FormEnd, RepEnded
from contracts.frames import FrameHeader
from contracts.sessions import Session, SessionVideo
from contracts.topics import TOPICS
from gateway.camera_messages import Chunk, Frame
from gateway.cameras import CameraRefusedError, Filming
from gateway.told import new_session_id
from infra.cameras.left import end_filmed
from infra.kafka.broker import Broker
from infra.kafka.topic_upkeep import keep_topics
from infra.sessions.sessions_now import known_session
from infra.stages.fused import Fused
from infra.stages.inference import Inference
from infra.stages.live_stages import answer_live
from processors.checked import CheckedDetector
from processors.detect import Detect
from processors.detectors import Found
from processors.picture import Picture
from producers.video_file import open_video
from tests.infra.cameras.phone import KEY, jpegs
from tests.infra.cameras.units import units
from tests.infra.feeding.fed import cameras, forms, frames, working
from tests.infra.short_squat import FRAMES

LIMIT_S = 60.0
STEP_S = 1 / 15


@pytest.fixture(scope="module")
def pictures(squat: Path) -> list[bytes]:
    """One repetition."""
    return list(jpegs(squat))


def new(session: str) -> Session:
    now_s = time.time()
    return Session(
        session=session,
        state="running",
        lift="squat",
        height_m=1.671,
        delivery="live",
        created_at=now_s,
        updated_at=now_s,
    )


async def film(bus: Bus, filming: Filming, pictures: Sequence[bytes], first: int) -> None:
    """Film so that no frame is dropped: each is answered before the next one is taken."""
    await filming.ready()
    for number, jpeg in enumerate(pictures, first):
        filming.take(Frame(frame=number, captured_at=1000.0 + number * STEP_S, jpeg=jpeg))
        while len(await forms(bus, filming.session.session)) <= number:  # noqa: ASYNC110 - it is asked, not told
            await asyncio.sleep(0.002)


def run(test: Awaitable[None]) -> None:
    async def limited() -> None:
        await asyncio.wait_for(test, LIMIT_S)

    asyncio.run(limited())


async def over_two_processes(bus: Bus, stages: Fused, pictures: list[bytes]) -> None:
    session = new_session_id()
    half = FRAMES // 2
    async with working(bus, stages):
        before = cameras(bus)
        await film(bus, before.begin(new(session), KEY), pictures[:half], 0)
        await before.leave()
        after = cameras(bus)
        filming = after.go_on(await known_session(bus, session), KEY)
        await film(bus, filming, pictures[half:], half)
        filming.stop()
        done = await filming.ended()
    assert (done.state, done.reason, done.frames, done.frames_dropped) == ("done", "", FRAMES, 0)
    assert done.video is not None
    assert (done.video.width, done.video.height) == (270, 480)
    sent = await frames(bus, session)
    assert [header.frame for _, header in sent] == list(range(FRAMES + 1))
    assert [jpeg for jpeg, _ in sent] == [*pictures, b""]
    times = [header.pts for _, header in sent if isinstance(header, FrameHeader)]
    assert times == sorted(set(times))
    answers = [one for one in await forms(bus, session) if isinstance(one, Form | FormEnd)]
    assert [type(event) for one in answers for event in one.events].count(RepEnded) == 1


def test_a_set_goes_on_in_another_process_over_memory(stages: Fused, pictures: list[bytes]) -> None:
    async def over_memory() -> None:
        await over_two_processes(MemoryBus(TOPICS, 1, limits=LIMITS), stages, pictures)

    run(over_memory())


def test_a_set_goes_on_in_another_process_over_kafka(broker: Broker, stages: Fused, pictures: list[bytes]) -> None:
    async def over_kafka() -> None:
        await keep_topics(broker.address)
        bus = await KafkaBus.open(broker.address, TOPICS)
        try:
            await over_two_processes(bus, stages, pictures)
        finally:
            await bus.close()

    run(over_kafka())


def test_a_phone_that_stays_away_ends_its_session_with_what_it_has(stages: Fused, pictures: list[bytes]) -> None:
    async def vanished() -> None:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        async with working(bus, stages):
            phones = cameras(bus, gone_after_s=1.0)
            filming = phones.begin(new("s"), KEY)
            assert not phones.idle.is_set()
            await filming.ready()
            for number, jpeg in enumerate(pictures[:3]):  # answers may take longer than it may stay away
                filming.take(Frame(frame=number, captured_at=1000.0 + number * STEP_S, jpeg=jpeg))
                while len(await frames(bus, "s")) <= number:  # noqa: ASYNC110 - it is asked, not told
                    await asyncio.sleep(0.002)
            done = await filming.ended()
            await phones.idle.wait()
            assert (done.state, done.frames, done.reason) == ("done", 3, "Its source went away, and didn't come back")
            (*_, (_, end)) = await frames(bus, "s")
            assert isinstance(end, EndOfStream)
            assert end.reason == "source_gone"
            with pytest.raises(CameraRefusedError, match="is over: begin a new one"):
                phones.go_on(done, KEY)

    run(vanished())


def test_a_set_that_is_filmed_as_a_video_is_counted_as_one_of_pictures_is(stages: Fused, squat: Path) -> None:
    async def filmed() -> None:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        with open_video(squat) as opened:
            video = list(units(frame.bgr for frame in opened))
        async with working(bus, stages):
            filming = cameras(bus).begin(new("s"), KEY)
            await filming.ready()
            for number, unit in enumerate(video):
                after = number - 1 if number else None
                chunk = Chunk(frame=number, captured_at=1000.0 + number * STEP_S, h264=unit, after=after)
                await filming.take_chunk(chunk)
                while len(await forms(bus, "s")) <= number:  # noqa: ASYNC110 - it is asked, not told
                    await asyncio.sleep(0.002)
            filming.stop()
            done = await filming.ended()
        assert (done.state, done.frames, done.frames_dropped) == ("done", FRAMES, 0)
        answers = [one for one in await forms(bus, "s") if isinstance(one, Form | FormEnd)]
        assert [type(event) for one in answers for event in one.events].count(RepEnded) == 1

    run(filmed())


class Breaks:
    """A detector that breaks at its first picture, and sees nobody in those after."""

    def __init__(self) -> None:
        self._broken = False

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        if not self._broken:
            self._broken = True
            raise RuntimeError("out of memory")
        return [[] for _ in pictures]


def test_a_model_that_breaks_fails_what_is_filmed_and_the_next_set_is_answered(
    stages: Fused, pictures: list[bytes]
) -> None:
    breaking = dataclasses.replace(stages, detect=Detect(CheckedDetector(Breaks(), "t_breaks")))

    async def broken() -> None:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        phones = cameras(bus)
        with Inference() as inference:
            answering = asyncio.create_task(answer_live(bus, breaking, inference, phones.fail))
            filming = phones.begin(new("first"), KEY)
            await filming.ready()
            filming.take(Frame(frame=0, captured_at=1000.0, jpeg=pictures[0]))
            with pytest.raises(CameraRefusedError, match=r"the detector 't_breaks' failed.*out of memory"):
                await filming.ended()
            await phones.idle.wait()
            second = phones.begin(new("second"), KEY)
            await film(bus, second, pictures[:2], 0)
            second.stop()
            assert (await second.ended()).state == "done"
            assert (await known_session(bus, "first")).state == "failed"
            await bus.close()
            await answering

    run(broken())


def test_what_a_killed_process_was_filming_is_over_and_nothing_else_is(tmp_path: Path) -> None:
    async def killed() -> None:
        filmed = replace(
            new("filmed"), frames=30, video=SessionVideo(width=64, height=48), created_at=5.0, updated_at=8.0
        )
        others = [
            Session(session="uploaded", state="running", media="sessions/uploaded/original"),
            replace(filmed, session="ended", state="failed"),
        ]
        bus = MemoryBus(TOPICS, 1, limits=LIMITS, kept_in=tmp_path)
        for one in (filmed, *others):
            await bus.publish("sessions", one.session, encode(one))
        await bus.close()
        bus = MemoryBus(TOPICS, 1, limits=LIMITS, kept_in=tmp_path)
        await end_filmed(bus, 9.0)
        over = await known_session(bus, "filmed")
        assert (over.state, over.reason) == ("done", "The server was ended while it was filmed")
        assert over.video == SessionVideo(width=64, height=48, duration_s=3.0, fps=10.0)
        assert [await known_session(bus, one.session) for one in others] == others
        await bus.close()

    run(killed())
