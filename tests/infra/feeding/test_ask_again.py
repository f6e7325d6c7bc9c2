"""A session's stored video is worked on once more, as a run of it or as a child, by whoever takes uploads up."""

import asyncio
from pathlib import Path

import pytest

from contracts.codec import encode
from contracts.sessions import Session
from gateway.media_keys import original_key
from infra.feeding.ask_again import ChildTakenError, NoVideoError, ask_again, ask_child
from infra.sessions.sessions_now import NoSessionError
from infra.stages.fused import Fused
from infra.told import Told
from tests.infra.sessions.test_session_worker import Place
from tests.infra.short_squat import FRAMES

TOLD = Told(height_m=1.8, load_kg=100.0)


def test_a_run_and_a_child(tmp_path: Path, stages: Fused, squat: Path) -> None:
    async def run() -> None:
        async with Place(tmp_path, stages).working() as place:
            await place.upload(squat)
            first = await place.until("done")
            await ask_child(place.bus, "a1", "child", TOLD, 9.0)
            child = await place.until("done", "child")
            assert (child.parent, child.media, child.frames) == ("a1", original_key("a1"), FRAMES)
            assert (child.height_m, child.load_kg, child.lift) == (1.8, 100.0, "squat")
            await ask_again(place.bus, "a1", TOLD, 9.0)
            again = await place.until("done", "a1", runs=2)
            assert [one.height_m for one in again.runs] == [1.8, 1.671]
            assert again.runs[1] == first.runs[0]
            with pytest.raises(ChildTakenError, match="child already"):
                await ask_child(place.bus, "a1", "child", TOLD, 9.0)

    asyncio.run(asyncio.wait_for(run(), 60))


def test_what_has_no_video_or_never_was_is_told(tmp_path: Path, stages: Fused) -> None:
    async def run() -> None:
        async with Place(tmp_path, stages).working() as place:
            await place.bus.publish("sessions", "s", encode(Session(session="s", state="done")))
            with pytest.raises(NoVideoError, match="try --from-log"):
                await ask_again(place.bus, "s", TOLD, 9.0)
            with pytest.raises(NoSessionError, match="no session 'nobody'"):
                await ask_child(place.bus, "nobody", "child", TOLD, 9.0)

    asyncio.run(asyncio.wait_for(run(), 60))
