"""Four sets at once on eight partitions, then all of them again from the log: what one process finds, each time."""

import asyncio
import re
from datetime import datetime
from pathlib import Path

from bus.kafka import KafkaBus
from bus.partitioner import partition_of
from contracts.event import Event
from infra.kafka.broker import Broker
from infra.stages.fused import Fused
from tests.infra.feeding.fed import file_source, forms, frames, stream
from tests.infra.feeding.test_killed import at_work, command, ended, started
from tests.infra.served import command as program
from tests.infra.short_squat import FRAMES

STREAMED = ("many-a", "many-b")
REPLAYED = ("many-c", "many-e")


def test_four_sets_at_once_and_again_from_the_log(
    broker: Broker, stages: Fused, squat: Path, expected: list[Event]
) -> None:
    began = datetime.now().astimezone()

    async def test(bus: KafkaBus) -> None:
        assert bus.partitions == 8
        assert len({partition_of(name, 8) for name in (*STREAMED, *REPLAYED)}) == 4
        sending = [started(command("replay", str(squat), broker, name)) for name in REPLAYED]
        live = await asyncio.gather(*(stream(bus, file_source(bus, squat, name), name).run() for name in STREAMED))
        assert [(one.state, one.frames, one.frames_dropped) for one in live] == [("done", FRAMES, 0)] * 2
        for process in sending:
            code, _, error = await ended(process)
            assert code == 0, error
        again = started(from_log(broker, "--since", began.isoformat(timespec="seconds")))
        one = started(from_log(broker, STREAMED[0], "--session", "many-child"))
        (code, said, error), (code_of_one, _, error_of_one) = await asyncio.gather(ended(again), ended(one))
        assert (code, code_of_one) == (0, 0), error + error_of_one
        children = re.findall(r"Session (\S+) is done", said)
        assert len(children) == 4
        first = await frames(bus, STREAMED[0])
        assert len(first) == FRAMES + 1
        for session in (*STREAMED, *REPLAYED, *children, "many-child"):
            assert await frames(bus, session) == first
            assert await forms(bus, session) == expected

    at_work(broker, stages, test)


def from_log(broker: Broker, *arguments: str) -> list[str]:
    return program("replay", "--from-log", "--to", f"kafka://{broker.address}", *arguments)
