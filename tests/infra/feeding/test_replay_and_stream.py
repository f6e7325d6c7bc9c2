"""A set streamed live without drops, replayed from the log and replayed from its file brings what one process finds."""

import asyncio
import dataclasses
from functools import partial
from pathlib import Path

import pytest

from bus.kafka import KafkaBus
from bus.memory import LIMITS, MemoryBus
from bus.protocol import Bus
from contracts.codec import encode
from contracts.event import EndOfStream, Event
from contracts.sessions import Session
from contracts.topics import TOPICS
from infra.feeding.begun_session import SessionTakenError
from infra.feeding.fed_session import StoppedByOthersError
from infra.kafka.broker import Broker
from infra.kafka.topic_upkeep import keep_topics
from infra.sessions.sessions_now import NoSessionError, session_now, sessions_now
from infra.stages.fused import Fused
from producers.logged_set import FramesExpiredError
from producers.video_error import VideoError
from sink.stored import until_stored
from tests.infra.feeding.fed import file_source, forms, frames, replay, storing, stream, until_sent, working
from tests.infra.short_squat import FRAMES
from tests.producers.recording import ffmpeg

LIMIT_S = 120.0


def index_first(video: Path, path: Path) -> Path:
    ffmpeg("-i", video, "-c", "copy", "-movflags", "+faststart", path)
    return path


def memory_bus(partitions: int = 1) -> MemoryBus:
    return MemoryBus(TOPICS, partitions, limits=LIMITS)


async def sent_three_ways(bus: Bus, stages: Fused, squat: Path, expected: list[Event]) -> None:
    async with working(bus, stages):
        live = await stream(bus, file_source(bus, squat)).run()
        assert (live.state, live.frames, live.frames_dropped, live.delivery) == ("done", FRAMES, 0, "live")
        child, other = await asyncio.gather(replay(bus).logged("live", "child"), replay(bus).file(squat, "again"))
        assert (child.state, child.frames, child.parent, child.delivery) == ("done", FRAMES, "live", "lossless")
        assert (other.state, other.frames, other.name) == ("done", FRAMES, "squat.mp4")
    names = {"live", "child", "again"}
    for session in names:
        assert await frames(bus, session) == await frames(bus, "again")
        assert len(await frames(bus, session)) == FRAMES + 1
        assert await forms(bus, session) == expected
    states = {one.session: one.state for one in await sessions_now(bus)}  # a broker's other tests have theirs
    assert {states[session] for session in names} == {"done"}


def test_three_ways_over_memory(stages: Fused, squat: Path, expected: list[Event]) -> None:
    asyncio.run(asyncio.wait_for(sent_three_ways(memory_bus(), stages, squat, expected), LIMIT_S))


def test_three_ways_over_kafka(broker: Broker, stages: Fused, squat: Path, expected: list[Event]) -> None:
    async def run() -> None:
        await keep_topics(broker.address)
        bus = await KafkaBus.open(broker.address, TOPICS)
        try:
            await sent_three_ways(bus, stages, squat, expected)
        finally:
            await bus.close()

    asyncio.run(asyncio.wait_for(run(), LIMIT_S))


def test_four_at_once(stages: Fused, squat: Path, expected: list[Event]) -> None:
    async def run() -> None:
        bus, names = memory_bus(2), ["a", "b", "c", "d"]
        async with working(bus, stages):
            await asyncio.gather(*(replay(bus).file(squat, name) for name in names))
        for name in names:
            assert await forms(bus, name) == expected

    asyncio.run(asyncio.wait_for(run(), LIMIT_S))


def test_every_session_of_a_time_is_replayed_but_no_child(stages: Fused, squat: Path) -> None:
    async def run() -> None:
        bus = memory_bus()
        async with working(bus, stages):
            first = await replay(bus).file(squat, "a")
            await replay(bus).logged("a", "a-child")
            await bus.publish("sessions", "empty", encode(Session(session="empty", state="done", created_at=5.0)))
            found = await replay(bus).logged_between(0.0, first.created_at + 3600)
        sessions = [one for one in found if isinstance(one, Session)]
        assert [(one.parent, one.state, one.frames) for one in sessions] == [("a", "done", FRAMES)]
        assert [type(one) for one in found if isinstance(one, Exception)] == [FramesExpiredError]

    asyncio.run(asyncio.wait_for(run(), LIMIT_S))


def test_a_file_that_breaks_off_fails_its_session(stages: Fused, squat: Path, tmp_path: Path) -> None:
    cut, whole = tmp_path / "cut.mp4", index_first(squat, tmp_path / "whole.mp4").read_bytes()
    cut.write_bytes(whole[: len(whole) * 2 // 3])

    async def run() -> Session | None:
        bus = memory_bus()
        async with working(bus, stages):
            with pytest.raises(VideoError, match="cut off"):
                await replay(bus).file(cut, "cut")
        return await session_now(bus, "cut")

    failed = asyncio.run(asyncio.wait_for(run(), LIMIT_S))
    assert failed is not None
    assert failed.state == "failed"
    assert "cut off" in failed.reason


@pytest.mark.parametrize("word", ["cancelled", "deleted"])
def test_who_stops_a_session_stops_its_sending(stages: Fused, squat: Path, word: str) -> None:
    async def run() -> Session | None:
        bus = memory_bus()
        async with working(bus, stages):
            sending = asyncio.create_task(replay(bus).file(squat, "s"))
            await until_sent(bus, "s", 3)
            said = b"" if word == "deleted" else encode(Session(session="s", state="cancelled"))
            await bus.publish("sessions", "s", said)
            with pytest.raises(StoppedByOthersError, match=word):
                await sending
        return await session_now(bus, "s")

    after = asyncio.run(asyncio.wait_for(run(), LIMIT_S))
    assert (None if after is None else after.state) == (None if word == "deleted" else "cancelled")


def test_what_cannot_be_replayed_says_why(squat: Path) -> None:
    async def run() -> None:
        bus = memory_bus()
        with pytest.raises(NoSessionError, match="no session 'nobody'"):
            await replay(bus).logged("nobody", None)
        await bus.publish("sessions", "old", encode(Session(session="old", state="done", created_at=5.0)))
        with pytest.raises(FramesExpiredError, match="No frame of session old is in the log"):
            await replay(bus).logged("old", None)
        with pytest.raises(SessionTakenError, match="done already"):
            await replay(bus).file(squat, "old")

    asyncio.run(asyncio.wait_for(run(), LIMIT_S))


@pytest.mark.parametrize("at", [1, 20, FRAMES])
def test_stopped_and_begun_again_nothing_is_doubled(stages: Fused, squat: Path, expected: list[Event], at: int) -> None:
    async def run() -> None:
        bus = memory_bus()
        async with working(bus, stages):
            sending = asyncio.create_task(replay(bus).file(squat, "s"))
            await until_sent(bus, "s", at)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            done = await replay(bus).file(squat, "s")
        assert done.state == "done"
        indices = [header.frame for _, header in await frames(bus, "s")]
        assert indices == list(range(FRAMES + 1))
        assert await forms(bus, "s") == expected

    asyncio.run(asyncio.wait_for(run(), LIMIT_S))


def test_it_waits_until_all_is_stored(stages: Fused, squat: Path) -> None:
    async def run() -> None:
        bus = memory_bus()
        one = replay(bus)
        waits = dataclasses.replace(one, feeder=dataclasses.replace(one.feeder, stored=partial(until_stored, bus)))
        async with working(bus, stages):
            sending = asyncio.create_task(waits.file(squat, "s"))
            await until_sent(bus, "s", FRAMES + 1)
            await asyncio.sleep(1)
            known = await session_now(bus, "s")
            assert known is not None
            assert known.state == "running"
            async with storing(bus):
                assert (await sending).state == "done"
        assert isinstance((await frames(bus, "s"))[-1][1], EndOfStream)

    asyncio.run(asyncio.wait_for(run(), LIMIT_S))
