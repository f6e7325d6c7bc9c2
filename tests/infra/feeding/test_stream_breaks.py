"""Streams whose source goes, camera's clock is wrong, network is slow; and a broker that isn't there yet."""

import asyncio
import subprocess
import time
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path

import numpy as np
import pytest

from bus.memory import LIMITS, MemoryBus
from bus.record import NO_HEADERS, Ref
from contracts.codec import decode
from contracts.event import EndOfStream
from contracts.frames import HEADER, FrameHeader
from contracts.topics import TOPICS
from infra.kafka.broker import Broker
from infra.sessions.sessions_now import sessions_now
from infra.stages.fused import Fused
from producers.pace import FlatOut, Pace
from producers.source import Last, SourceGoneError, Taken
from tests.infra.feeding.fed import WhenTheLastIsAnswered, frames, records, stream, working
from tests.infra.served import CHECKOUT, command
from tests.kafka_broker import start_or_skip

GREY = np.full((64, 48, 3), 127, np.uint8)
DAY_S = 86_400.0


class Camera:
    """Gives so many pictures; then it is gone for good, or ends."""

    name = "camera"

    def __init__(
        self, pictures: int, *, goes: bool, clock_off_s: float = 0.0, step_s: float = 0.0, pace: Pace | None = None
    ) -> None:
        self._left, self._goes, self._off_s, self._step_s = pictures, goes, clock_off_s, step_s
        self._pace = pace or FlatOut()

    async def pictures(self, last: Last | None) -> AsyncGenerator[Taken, None]:
        at = 0.0 if last is None else last.pts_s + 1
        while self._left:
            self._left -= 1
            at += 0.1
            await self._pace.wait_until(at)
            yield Taken(GREY, at, time.time() + self._off_s)
            await asyncio.sleep(self._step_s)
        if self._goes:
            raise SourceGoneError("camera is gone")


class SlowBus(MemoryBus):
    """A bus over a slow network."""

    async def publish(
        self,
        topic: str,
        key: str,
        value: bytes,
        headers: Mapping[str, bytes] = NO_HEADERS,
        *,
        over: int | None = None,
    ) -> Ref:
        if topic == "frames":
            await asyncio.sleep(0.1)
        return await super().publish(topic, key, value, headers, over=over)


def test_a_source_that_stays_away_ends_its_session_in_band(stages: Fused) -> None:
    async def run() -> None:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        async with working(bus, stages):
            done = await stream(bus, Camera(2, goes=True, step_s=0.05), gone_after_s=0.5).run()
        assert (done.state, done.frames) == ("done", 2)
        assert done.reason == "Its source went away, and didn't come back"
        (*_, (_, end)) = await frames(bus, "live")
        assert isinstance(end, EndOfStream)
        assert end.reason == "source_gone"

    asyncio.run(asyncio.wait_for(run(), 60))


def test_a_source_that_is_not_there_makes_no_session() -> None:
    async def run() -> None:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        with pytest.raises(SourceGoneError):
            await stream(bus, Camera(0, goes=True)).run()
        assert await sessions_now(bus) == []
        assert await records(bus, "frames", "live") == []

    asyncio.run(asyncio.wait_for(run(), 60))


@pytest.mark.parametrize("off_s", [DAY_S, -DAY_S])
def test_a_cameras_clock_that_is_a_day_off_changes_only_what_it_says(stages: Fused, off_s: float) -> None:
    async def run() -> list[FrameHeader]:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        async with working(bus, stages):
            pace = WhenTheLastIsAnswered(bus, "live")
            done = await stream(bus, Camera(4, goes=False, clock_off_s=off_s, pace=pace)).run()
        assert (done.state, done.frames) == ("done", 4)
        read = [decode(one.headers[HEADER], FrameHeader, EndOfStream) for one in await records(bus, "frames", "live")]
        return [header for header in read if isinstance(header, FrameHeader)]

    for header in asyncio.run(asyncio.wait_for(run(), 60)):
        assert abs(header.received_at - time.time()) < 60
        assert header.captured_at - header.received_at == pytest.approx(off_s, abs=5)


def test_a_slow_network_gets_the_newest_and_the_rest_is_counted(stages: Fused) -> None:
    async def run() -> None:
        bus = SlowBus(TOPICS, 1, limits=LIMITS)
        slow = stream(bus, Camera(40, goes=False, step_s=0.02))
        async with working(bus, stages):
            done = await slow.run()
        sent = [header for _, header in await frames(bus, "live") if isinstance(header, FrameHeader)]
        assert slow.newest.lost > 10
        assert len(sent) + slow.newest.lost == 40
        assert [header.frame for header in sent] == list(range(done.frames))
        assert sent[-1].pts == pytest.approx(4.0)

    asyncio.run(asyncio.wait_for(run(), 60))


def test_a_broker_that_comes_later_is_waited_for_and_missing_topics_are_told(own_broker: Broker, squat: Path) -> None:
    start_or_skip(own_broker)
    own_broker.stop()
    with subprocess.Popen(  # noqa: S603 - our own command
        command("replay", str(squat), "--to", f"kafka://{own_broker.address}"),
        cwd=CHECKOUT,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "doesn't answer; this waits until it does" in process.stderr.readline()
        own_broker.start()
        said = process.stderr.read()
        assert process.wait(60) == 2
    assert "perfectform topics create" in said
