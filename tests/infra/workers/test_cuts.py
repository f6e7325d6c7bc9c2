"""However the chain is cut into workers, its answers are those of one process."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from bus.record import Record
from contracts.codec import decode
from contracts.event import EndOfStream
from contracts.frames import HEADER
from contracts.rendered import RenderedHeader
from infra.kafka.broker import Broker
from infra.models.chosen import Chosen
from infra.stages.cuts import STAGES, CutError, cut_of, cuts_of, names
from infra.stages.faust_reader import FaustReader
from infra.stages.fused import Fused
from infra.stages.render_worker import work as draw
from infra.stages.standing import Standing
from tests.infra.chained import CHOSEN, Answers, once
from tests.infra.short_squat import FRAMES
from tests.infra.workers.at_work import Worker, all_running, answers, begin, of_session, on, put, until_answered


def only(stages: Fused, cut: str) -> Fused:
    left_out = {name: None for name in STAGES if name not in cut_of(cut).stages}
    return replace(stages, **left_out)  # type: ignore[arg-type] # each may be None


def test_any_neighbours_make_a_cut() -> None:
    assert names()[0] == "detect+pose+lift+judge"
    assert len(names()) == 10
    assert cut_of("lift+judge").source == "poses2d"
    with pytest.raises(CutError, match="did you mean 'pose\\+lift'"):
        cut_of("pose+lifts")


def test_a_deployment_has_each_stage_once() -> None:
    assert cuts_of("detect+pose, lift+judge,render") == ("detect+pose", "lift+judge", "render")
    for text in ("detect+pose", "detect+pose,pose+lift+judge", "detect+pose+lift+judge,render,render"):
        with pytest.raises(CutError, match="doesn't hold each of detect, pose, lift, judge once"):
            cuts_of(text)


@pytest.mark.parametrize("cuts", [["detect+pose", "lift+judge"], ["detect", "pose", "lift", "judge"]])
def test_cut_anywhere_the_answers_are_those_of_one_process(
    broker: Broker, stages: Fused, records: list[Record], expected: Answers, cuts: list[str]
) -> None:
    async def run() -> Answers:
        session = f"cut-{len(cuts)}"
        async with on(broker.address) as bus:
            await begin(bus, session)
            async with all_running([Worker(broker.address, only(stages, cut)) for cut in cuts]):
                await put(bus, of_session(records, session))
                return await answers(bus, session, FRAMES)

    assert once(asyncio.run(run())) == expected


def test_what_is_said_is_drawn_into_the_pictures(broker: Broker, stages: Fused, records: list[Record]) -> None:
    async def run() -> list[Record]:
        async with on(broker.address) as bus:
            await begin(bus, "drawn")
            join = partial(FaustReader.join, broker.address)
            drawing = asyncio.create_task(draw(bus, join, Standing("render"), 90))
            async with all_running([Worker(broker.address, stages)]):
                await put(bus, of_session([*records[:5], records[-1]], "drawn"))
                found = await until_answered(bus, "rendered", "drawn", FRAMES)
            drawing.cancel()
            await asyncio.gather(drawing, return_exceptions=True)
            return found

    *pictures, end = asyncio.run(run())
    assert [decode(one.headers[HEADER], RenderedHeader).frame for one in pictures] == list(range(5))
    assert all(one.value.startswith(b"\xff\xd8") for one in pictures)
    assert pictures[0].value != records[0].value
    assert decode(end.headers[HEADER], EndOfStream).reason == "closed"


def test_a_model_is_swapped_for_the_next_session(
    broker: Broker, stages: Fused, records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answered(session: str, chosen: Chosen, fused: Fused) -> set[str]:
        async with on(broker.address) as bus:
            await begin(bus, session, chosen.run())
            async with Worker(broker.address, fused).running():
                await put(bus, of_session([*records[:4], records[-1]], session))
                return {event.run for event in (await answers(bus, session, FRAMES))["form"]}

    assert asyncio.run(answered("before", CHOSEN, stages)) == {CHOSEN.run().id}
    monkeypatch.setenv("PERFECTFORM_LIFTER", "blazepose")
    other = Chosen(lift=CHOSEN.lift, height_m=CHOSEN.height_m)
    assert other.run().id != CHOSEN.run().id
    assert asyncio.run(answered("after", other, other.stages(threads=2))) == {other.run().id}
