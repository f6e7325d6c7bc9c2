"""A worker as a process that can be suspended, its model slow: BROKER. It prints its partitions when they change."""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bus.kafka import KafkaBus
from contracts.topics import TOPICS
from infra.stages.faust_reader import FaustReader
from infra.stages.stage_worker import work
from infra.stages.standing import Standing
from processors.detect import Detect
from processors.detectors import Found
from processors.picture import Picture
from tests.bench.noop import noop

TAKES_S = 1.0


class Slow:
    """A detector that takes its time to see nobody."""

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        time.sleep(TAKES_S * len(pictures))
        return [[] for _ in pictures]


class Told(Standing):
    """Prints what it has."""

    def note(self, partitions: frozenset[int], sessions: int) -> None:
        print(*sorted(partitions), flush=True)  # noqa: T201 - read by whoever has started this
        super().note(partitions, sessions)


async def main(address: str) -> None:
    bus = await KafkaBus.open(address, TOPICS)
    stages = replace(noop(), detect=Detect(Slow()))
    await work(bus, stages, partial(FaustReader.join, address), standing=Told(stages.cut.name))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
