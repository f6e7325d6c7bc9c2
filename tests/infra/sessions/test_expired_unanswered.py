"""Frames that expire before any worker has answered them end their session with a sentence, however it is sent."""

import asyncio
import time
from contextlib import aclosing
from pathlib import Path

import pytest

from bus.kafka import KafkaBus
from bus.partitioner import partition_of
from bus.states_topic import TopicStates
from contracts.topics import TOPIC
from infra.feeding.feed import Feeder
from infra.feeding.replay import Replay
from infra.kafka.broker import Broker
from infra.sessions.in_flight import ExpiredUnansweredError
from infra.sessions.passage import Play
from infra.sessions.remote_passage import RemotePassage
from infra.sessions.sessions_now import session_now
from producers.pace import FlatOut
from producers.recorded_set import Recording, recorded_set
from producers.video_file import open_video
from tests.bus.kafka_topics import delete_before
from tests.infra.chained import CHOSEN
from tests.infra.feeding.fed import TOLD, at_once
from tests.infra.short_squat import FRAMES
from tests.infra.workers.at_work import on
from tests.kafka_broker import start_or_skip

LOOK_EVERY_S = 0.2
LIMIT_S = 60.0


async def upload(bus: KafkaBus, video: Path, session: str) -> None:
    """Send a set as `worker ingest` does."""
    passage = RemotePassage(bus, TopicStates(bus), look_every_s=LOOK_EVERY_S)
    with open_video(video) as opened:
        send = recorded_set(opened, Recording(session=session), time.time)
        async with aclosing(passage.answers_to(send, session, CHOSEN.run(), Play(pace=FlatOut()))) as answers:
            async for _ in answers:
                raise AssertionError("nobody answers")


async def replay(bus: KafkaBus, video: Path, session: str) -> None:
    """Send a set as `replay` does."""
    feeder = Feeder(bus, TopicStates(bus), at_once, time.time, look_every_s=LOOK_EVERY_S)
    sent = Replay(feeder=feeder, told=TOLD, quality=90, pace_of=FlatOut, tell=lambda _: None)
    try:
        await sent.file(video, session)
    finally:
        known = await session_now(bus, session)
        assert known is not None
        assert known.state == "failed"
        assert "expired before a worker had answered it" in known.reason


async def until_gone(bus: KafkaBus, address: str, sending: "asyncio.Task[None]", session: str) -> None:
    """Let the first frame of a session expire once the others are there, and wait for what that brings about."""
    partition = partition_of(session, bus.partitions)
    first = (await bus.span("frames", partition)).end
    while (await bus.span("frames", partition)).end < first + FRAMES:  # noqa: ASYNC110 - it is asked, not told
        await asyncio.sleep(0.01)
    await asyncio.sleep(3 * LOOK_EVERY_S)
    assert not sending.done(), "what is there is waited for"
    await delete_before(address, TOPIC["frames"], partition, first + 1)
    await sending


def test_nobody_waits_for_answers_to_frames_that_are_gone(own_broker: Broker, squat: Path) -> None:
    start_or_skip(own_broker)

    async def run() -> None:
        async with on(own_broker.address) as bus:
            for send in (upload, replay):
                sending = asyncio.create_task(send(bus, squat, send.__name__))
                with pytest.raises(ExpiredUnansweredError, match="Frame 0 expired before a worker had answered it"):
                    await until_gone(bus, own_broker.address, sending, send.__name__)

    asyncio.run(asyncio.wait_for(run(), LIMIT_S))
