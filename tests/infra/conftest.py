"""What tests of the whole path share: a short cut of a rendered squat, and the stages with their real models."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bus.memory import LIMITS, MemoryBus
from bus.record import Record, Ref
from contracts.topics import TOPICS
from infra.stages.fused import Fused
from producers.pace import FlatOut
from producers.recorded_set import Recording, publish_video
from producers.video_file import open_video
from tests.infra.chained import CHOSEN, Answers, answered
from tests.infra.short_squat import cut_short


@pytest.fixture(scope="session")
def squat(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repetition of a rendered squat."""
    return cut_short(shared, tmp_path_factory.mktemp("videos") / "squat.mp4")


@pytest.fixture(scope="session")
def stages() -> Fused:
    """The stages, with a clock that stands still."""
    return replace(CHOSEN.stages(threads=2), now_s=lambda: 1_800_000_000.0)


@pytest.fixture(scope="session")
def records(squat: Path) -> list[Record]:
    """What a producer makes of the short squat."""

    async def publish() -> list[Record]:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        with open_video(squat) as video:
            await publish_video(video, bus.publish, Recording(session="s"), FlatOut(), lambda: 0.0)
        return await (await bus.records_from("frames", Ref(0, 0))).take(1000, 0)

    return asyncio.run(publish())


@pytest.fixture(scope="session")
def expected(stages: Fused, records: list[Record]) -> Answers:
    """The answers of a chain that takes frames one by one."""
    return answered(stages, records, batch=1)
