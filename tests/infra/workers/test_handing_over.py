"""Workers come and go in the middle of a session: whoever is there goes on, with the same answers."""

import asyncio

from bus.record import Record
from infra.kafka.broker import Broker
from infra.stages.fused import Fused
from tests.infra.chained import Answers
from tests.infra.short_squat import FRAMES
from tests.infra.workers.at_work import Worker, answers, begin, of_session, on, put, until_answered


def test_others_join_and_leave_and_no_frame_is_answered_twice(
    broker: Broker, stages: Fused, records: list[Record], expected: Answers
) -> None:
    async def run() -> Answers:
        async with on(broker.address) as bus:
            await begin(bus, "handed")
            own = of_session(records, "handed")
            first, second, third = (Worker(broker.address, stages) for _ in range(3))
            async with first.running():
                await put(bus, own[:15])
                await until_answered(bus, "form", "handed", 4)
                async with second.running():
                    await put(bus, own[15:30])
                    await until_answered(bus, "form", "handed", 20)
                await put(bus, own[30:45])
                await until_answered(bus, "form", "handed", 33)
            async with third.running():
                await put(bus, own[45:])
                return await answers(bus, "handed", FRAMES)

    assert asyncio.run(run()) == expected
