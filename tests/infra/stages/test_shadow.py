"""Models that run beside those that count: their answers are stored as a run of their own, and change nothing else."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as with_fields

from bus.memory import LIMITS, MemoryBus
from bus.record import Record, Ref
from contracts.codec import decode, encode
from contracts.event import SHADOW
from contracts.form import Form, FormEnd
from contracts.run import Run
from contracts.sessions import Session
from contracts.topics import TOPICS
from infra.models.chosen import ShadowError, run_of, shadow_backends, shadow_of, shadow_stages
from infra.sessions.passage import Passage, Play
from infra.stages.fused import Fused
from infra.stages.inference import Inference
from infra.stages.stage_worker import work
from infra.status.heard import Heard
from processors.checked import CheckedLifter
from processors.lift import Lift
from producers.pace import FlatOut
from producers.recorded_set import Recording, recorded_set
from producers.video_file import open_video
from tests.infra.chained import RUN
from tests.infra.short_squat import FRAMES

LIMIT_S = 60.0


@pytest.fixture(autouse=True)
def _beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFECTFORM_SHADOW_LIFTER", "blazepose")


@pytest.fixture
def shadow() -> Fused:
    loaded = shadow_stages(threads=1)
    assert loaded is not None
    return loaded


@pytest.fixture
def broken(shadow: Fused) -> Fused:
    class Breaks:
        looks = 0

        def lift(self, _state: bytes, _height_m: float | None, _looks: Sequence[object]) -> object:
            self.looks += 1
            raise RuntimeError("the GPU fell off")

    return replace(shadow, lift=Lift(CheckedLifter(Breaks(), "breaks")))  # type: ignore[arg-type] # it is no lifter


async def passed(bus: MemoryBus, squat: Path, stages: Fused, shadow: Fused | None) -> None:
    """Send a video through, as a server does with an upload."""
    with Inference() as inference, open_video(squat) as video:
        send = recorded_set(video, Recording(session="a"), lambda: 0.0)
        answers = Passage(bus, stages, inference, shadow).answers_to(send, "a", RUN, Play(pace=FlatOut()))
        async with aclosing(answers):
            assert len([answer async for answer in answers]) == FRAMES + 1


async def forms(bus: MemoryBus) -> list[Record]:
    return await (await bus.records_from("form", Ref(0, 0))).take(1000, 0)


def of_run(records: list[Record], run: Run | None) -> list[Record]:
    assert run is not None
    return [record for record in records if decode(record.value, Form, FormEnd).run == run.id]


def in_time(test: Awaitable[None]) -> None:
    async def run() -> None:
        await asyncio.wait_for(test, LIMIT_S)

    asyncio.run(run())


def test_it_answers_every_frame_as_a_run_of_its_own_and_is_marked(squat: Path, stages: Fused, shadow: Fused) -> None:
    async def run() -> None:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        await passed(bus, squat, stages, shadow)
        records = await forms(bus)
        counting, beside = of_run(records, RUN), of_run(records, shadow_of(RUN))
        assert len(counting) == len(beside) == FRAMES + 1
        assert not any(SHADOW in record.headers for record in counting)
        assert all(SHADOW in record.headers for record in beside)
        heard = Heard()
        for record in records:
            heard.hear(record)
        assert len(heard.answers.newest()) == FRAMES, "what the status tells is of those that count"

    in_time(run())


def test_one_that_breaks_changes_nothing_but_its_own_run(
    squat: Path, stages: Fused, broken: Fused, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        with caplog.at_level(logging.ERROR):
            await passed(bus, squat, stages, broken)
        records = await forms(bus)
        assert len(of_run(records, RUN)) == len(records) == FRAMES + 1
        await passed(bus, squat, stages, broken)  # and the next video finds nothing in its way

    in_time(run())
    assert "The models beside have stopped in session a: the lifter 'breaks' failed: the GPU fell off" in caplog.text


def test_a_worker_answers_for_both(records: list[Record], stages: Fused, shadow: Fused) -> None:
    session = Session(session="s", state="running", lift="squat", height_m=1.671)
    counting = run_of(session)
    beside = shadow_of(counting)
    assert beside is not None

    async def run() -> None:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        told = with_fields(session, runs=(counting, beside))
        await bus.publish("sessions", "s", encode(told))
        working = asyncio.create_task(work(bus, stages, bus.read, shadow))
        for record in records:
            await bus.publish("frames", record.key, record.value, record.headers)
        while len(await forms(bus)) < 2 * len(records):  # noqa: ASYNC110 - nothing tells when the other tasks are done
            await asyncio.sleep(0.05)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        answered = await forms(bus)
        assert len(of_run(answered, counting)) == len(of_run(answered, beside)) == len(records)

    in_time(run())


def test_without_a_setting_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERFECTFORM_SHADOW_LIFTER")
    assert (shadow_backends(), shadow_of(RUN), shadow_stages(1)) == (None, None, None)


def test_the_models_that_count_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFECTFORM_SHADOW_LIFTER", "perfectform")
    with pytest.raises(ShadowError, match="PERFECTFORM_SHADOW_LIFTER=perfectform names what is used anyway"):
        shadow_of(RUN)
