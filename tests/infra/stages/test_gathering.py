"""Sessions that ask a model at the same time ask it once, on one thread, and get what each would get alone."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
from msgspec.structs import replace as changed

from bus.memory import LIMITS, MemoryBus
from bus.record import Record
from contracts.topics import TOPICS
from infra.stages.fused import Fused
from infra.stages.gathering import Gathering
from processors.detect import Detect
from processors.detectors import Found
from processors.picture import Picture
from tests.infra.chained import Answers, Bench
from tests.infra.workers.at_work import of_session


@dataclass
class Counting:
    """A detector that notes how many pictures it is shown at once, and on which threads."""

    breaks: bytes = b"no picture"
    asked: list[int] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        self.asked.append(len(pictures))
        self.threads.add(threading.current_thread().name)
        if any(picture.jpeg == self.breaks for picture in pictures):
            raise ArithmeticError("odd")
        return [[] for _ in pictures]


def test_a_model_is_asked_once_for_all_who_ask() -> None:
    model, gathering = Counting(), Gathering()
    detector = gathering.detector(model)
    pictures = [Picture(jpeg=bytes([number])) for number in range(4)]
    works = [lambda one=one: (detector.detect([one]), detector.detect([one, one])) for one in pictures]
    assert gathering.together(works) == [([[]], [[], []])] * 4
    assert model.asked == [4, 8]
    assert len(model.threads) == 1


def test_who_makes_it_break_is_told_alone() -> None:
    model, gathering = Counting(breaks=b"2"), Gathering()
    detector = gathering.detector(model)

    def ask(jpeg: bytes) -> str:
        try:
            detector.detect([Picture(jpeg=jpeg)])
        except ArithmeticError as error:
            return str(error)
        return ""

    assert gathering.together([partial(ask, one) for one in (b"1", b"2", b"3")]) == ["", "odd", ""]
    assert model.asked == [3, 1, 1, 1]


def test_what_breaks_elsewhere_is_raised() -> None:
    def breaks() -> int:
        raise KeyError("here")

    with pytest.raises(KeyError, match="here"):
        Gathering().together([lambda: 1, breaks])


def test_four_sessions_at_once_get_what_each_gets_alone(
    stages: Fused, records: list[Record], expected: Answers
) -> None:
    names = ["a", "b", "c", "d"]

    async def run() -> Answers:
        bench = Bench(stages, MemoryBus(TOPICS, 1, limits=LIMITS))
        rows = zip(*(of_session(records[:20], name) for name in names), strict=True)
        await bench.put([one for row in rows for one in row])
        await bench.run(batch=16)
        return await bench.answers()

    answers = asyncio.run(run())
    for topic, events in answers.items():
        for name in names:
            assert [changed(one, session="s") for one in events if one.session == name] == expected[topic][:20]


def test_four_sessions_of_a_worker_share_one_call(stages: Fused, records: list[Record]) -> None:
    model = Counting()
    fused = replace(stages, detect=Detect(stages.gathering.detector(model)))

    async def run() -> None:
        bench = Bench(fused, MemoryBus(TOPICS, 1, limits=LIMITS))
        rows = zip(*(of_session(records[:4], name) for name in "abcd"), strict=True)
        await bench.put([one for row in rows for one in row])
        await bench.run(batch=16)

    asyncio.run(run())
    assert model.asked == [4, 4, 4, 4]
    assert model.threads == {"inference"}


def test_threads_are_used_again() -> None:
    gathering, threads = Gathering(), set[int]()
    for _ in range(50):
        gathering.together([lambda: threads.add(threading.get_ident())] * 4)
    assert len(threads) < 4 * 50 / 2
