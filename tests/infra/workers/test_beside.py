"""Models beside a worker's answer every frame as a run of their own, whichever way the chain that counts is cut."""

import asyncio
from collections.abc import Sequence

import pytest

from bus.protocol import Bus
from bus.record import Record
from contracts.event import SHADOW
from infra.kafka.broker import Broker
from infra.models.chosen import shadow_of, shadow_stages
from infra.stages.fused import Fused
from tests.infra.chained import CHOSEN, KINDS, Answers
from tests.infra.feeding.fed import records as records_on
from tests.infra.short_squat import FRAMES
from tests.infra.workers.at_work import (
    LIMIT_S,
    Worker,
    all_running,
    begin,
    event_of,
    of_session,
    on,
    put,
    said,
    until_answered,
)
from tests.infra.workers.test_cuts import only


async def answered(bus: Bus, session: str) -> dict[str, list[Record]]:
    """Wait until both runs are answered on every topic."""
    await until_answered(bus, "form", session, FRAMES)
    found: dict[str, list[Record]] = {}
    async with asyncio.timeout(LIMIT_S):
        while any(len(found.get(topic, ())) < 2 * (FRAMES + 1) for topic in KINDS):
            found = {topic: await records_on(bus, topic, session) for topic in KINDS}
            await asyncio.sleep(0.5)
    return found


@pytest.fixture(autouse=True)
def _beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFECTFORM_SHADOW_LIFTER", "blazepose")


@pytest.mark.parametrize("cuts", [["detect+pose+lift+judge"], ["detect+pose", "lift+judge"]])
def test_those_that_count_say_the_same_and_the_others_answer_all(
    broker: Broker,
    stages: Fused,
    records: list[Record],
    expected: Answers,
    cuts: Sequence[str],
) -> None:
    beside, session = shadow_of(CHOSEN.run()), f"beside-{len(cuts)}"
    assert beside is not None

    async def run() -> dict[str, list[Record]]:
        workers = [Worker(broker.address, only(stages, cut)) for cut in cuts]
        workers[0].shadow = shadow_stages(threads=1)
        async with on(broker.address) as bus:
            await begin(bus, session)
            async with all_running(workers):
                await put(bus, of_session(records, session))
                return await answered(bus, session)

    for topic, found in asyncio.run(run()).items():
        counting = [one for one in found if SHADOW not in one.headers]
        others = [event_of(one) for one in found if SHADOW in one.headers]
        assert [said(one) for one in counting] == expected[topic]
        assert [one.frame for one in others] == list(range(FRAMES + 1))
        assert {one.run for one in others} == {beside.id}
