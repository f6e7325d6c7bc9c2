"""What tests of feeding hold every way of sending against."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest
from msgspec.structs import replace

from contracts.event import Event, Trace
from infra.results.standalone import answers_to
from infra.sessions.passage import Play
from infra.stages.fused import Fused
from producers.pace import FlatOut
from producers.video_file import open_video
from tests.infra.chained import CHOSEN


@pytest.fixture(scope="session")
def expected(stages: Fused, squat: Path) -> list[Event]:
    """What the judge says in one process."""

    async def run() -> list[Event]:
        with open_video(squat) as video:
            play = Play(pace=FlatOut())
            async with aclosing(answers_to(video, CHOSEN.run(), stages, play)) as answers:
                return [replace(one.form, session="", trace=Trace()) async for one in answers]

    return asyncio.run(run())
