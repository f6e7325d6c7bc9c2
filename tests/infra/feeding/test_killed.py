"""Who sends a session is killed with -9 at random moments and started again: nothing is doubled or lost."""

import asyncio
import random
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bus.kafka import KafkaBus
from contracts.event import EndOfStream, Event
from contracts.topics import TOPICS
from infra.kafka.broker import Broker
from infra.kafka.topic_upkeep import keep_topics
from infra.sessions.sessions_now import session_now
from infra.stages.fused import Fused
from tests.infra.feeding.fed import forms, frames, storing, until_sent, working
from tests.infra.short_squat import FRAMES

LIMIT_S = 240.0
KILLS = 3
CHECKOUT = Path(__file__).resolve().parents[3]
OPTIONS = ["--lift", "squat", "--height", "1.671"]


def replaying(broker: Broker, video: Path, session: str) -> list[str]:
    return command("replay", str(video), broker, session, "--pace", "camera")


def streaming(broker: Broker, video: Path, session: str) -> list[str]:
    return [sys.executable, "-m", "tests.infra.feeding.live_process", broker.address, str(video), session, "1.671"]


def command(name: str, source: str, broker: Broker, session: str, *more: str) -> list[str]:
    program = [sys.executable, "-c", "from infra.cli import main; main()", name, source]
    return [*program, "--to", f"kafka://{broker.address}", "--session", session, *OPTIONS, *more]


def started(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own arguments
        arguments, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


async def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    said = await asyncio.to_thread(process.communicate)
    return process.returncode, *said


def at_work(broker: Broker, stages: Fused, test: Callable[[KafkaBus], Awaitable[None]]) -> None:
    """Run a test beside stages and a sink."""

    async def run() -> None:
        await keep_topics(broker.address)
        bus = await KafkaBus.open(broker.address, TOPICS)
        try:
            async with working(bus, stages), storing(bus):
                await test(bus)
        finally:
            await bus.close()

    asyncio.run(asyncio.wait_for(run(), LIMIT_S))


@pytest.mark.parametrize("sending", [replaying, streaming])
def test_killed_at_random_moments_it_goes_on(
    broker: Broker,
    stages: Fused,
    squat: Path,
    expected: list[Event],
    sending: Callable[[Broker, Path, str], list[str]],
) -> None:
    seed = 7
    moments = sorted(random.Random(seed).sample(range(1, FRAMES - 1), KILLS))  # noqa: S311 - no secret
    session = f"killed-{sending.__name__}"

    async def test(bus: KafkaBus) -> None:
        for moment in moments:
            process = started(sending(broker, squat, session))
            await until_sent(bus, session, moment)
            process.kill()
            await ended(process)
        code, _, error = await ended(started(sending(broker, squat, session)))
        assert code == 0, error
        said = await session_now(bus, session)
        assert said is not None
        assert (said.state, said.frames, said.frames_dropped) == ("done", FRAMES, 0)
        assert [header.frame for _, header in await frames(bus, session)] == list(range(FRAMES + 1))
        assert await forms(bus, session) == expected

    at_work(broker, stages, test)


def test_told_to_end_a_replay_can_go_on_and_says_how(broker: Broker, stages: Fused, squat: Path) -> None:
    async def test(bus: KafkaBus) -> None:
        process = started(replaying(broker, squat, "told-replay"))
        await until_sent(bus, "told-replay", 5)
        process.send_signal(signal.SIGTERM)
        code, said, _ = await ended(process)
        assert code == 130
        assert "Session told-replay isn't finished: replay the same with --session told-replay" in said
        assert not any(isinstance(header, EndOfStream) for _, header in await frames(bus, "told-replay"))

    at_work(broker, stages, test)


def test_told_to_end_a_stream_ends_its_session(broker: Broker, stages: Fused, squat: Path) -> None:
    async def test(bus: KafkaBus) -> None:
        process = started(command("stream", str(squat), broker, "told-stream"))
        await until_sent(bus, "told-stream", 5)
        process.send_signal(signal.SIGTERM)
        code, said, error = await ended(process)
        assert code == 0, error
        assert "Session told-stream is done" in said
        (*_, (_, end)) = await frames(bus, "told-stream")
        assert isinstance(end, EndOfStream)
        assert end.reason == "closed"

    at_work(broker, stages, test)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["stream", "nobody", "--to", "kafka://127.0.0.1:1"], "'nobody' is no source"),
        (["stream", "0", "--to", "http://127.0.0.1:1"], "A server takes live video from a phone's page only"),
        (["replay", "nothing.mp4", "--to", "kafka://127.0.0.1:1"], "nothing.mp4 does not exist"),
        (["replay", "--from-log"], "Name a FILE or a SESSION"),
        (["replay", "a1", "--to", "nowhere"], "nowhere is no destination"),
        (["replay", "a1", "--to", "http://127.0.0.1:1"], "No server answers at http://127.0.0.1:1"),
        (["replay", "a1", "--child", "--to", "http://127.0.0.1:1"], "for the rest name a broker"),
        (["replay", "--from-log", "--since", "noon"], "'noon' is no moment"),
    ],
)
def test_bad_input_is_one_sentence(arguments: list[str], sentence: str) -> None:
    process = started([sys.executable, "-c", "from infra.cli import main; main()", *arguments])
    _, error = process.communicate(timeout=60)
    assert process.returncode == 2
    assert sentence in error
    assert "Traceback" not in error
