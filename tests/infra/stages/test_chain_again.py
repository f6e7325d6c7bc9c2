"""Whatever stops a chain on the way, and whatever is sent or given again, its answers are the same."""

import random

import pytest

from bus.record import Record
from contracts.event import EndOfStream
from infra.stages.asked import Wanted
from infra.stages.chain import GROUP
from infra.stages.fused import Fused
from tests.bus.in_loop import finished
from tests.infra.chained import RUN, Answers, Bench, Stopped, once
from tests.infra.short_squat import FRAMES


@pytest.mark.parametrize("seed", range(3))
def test_stopped_anywhere_and_begun_anew_it_gives_the_same(
    stages: Fused, records: list[Record], expected: Answers, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    batch, steps = chance.randint(1, 9), chance.randint(1, 5)

    async def run() -> Answers:
        bench = Bench(stages)
        await bench.put(records)
        await bench.run(steps, batch)
        await bench.run(batch=16)
        return await bench.answers()

    assert finished(run()) == expected


@pytest.mark.parametrize("saves", [0, 2])
def test_dead_between_publishing_and_saving_it_says_the_same_again(
    stages: Fused, records: list[Record], expected: Answers, saves: int
) -> None:
    async def run() -> Answers:
        bench = Bench(stages, states=Stopped(saves))
        await bench.put(records)
        with pytest.raises(ConnectionError):
            await bench.run(batch=4)
        bench.states.saves_left = -1
        await bench.run(batch=16)
        return await bench.answers()

    answers = finished(run())
    assert len(expected["form"]) < len(answers["form"]) <= len(expected["form"]) + 8
    assert once(answers) == expected


def test_what_was_saved_but_not_acknowledged_is_not_said_again(
    stages: Fused, records: list[Record], expected: Answers
) -> None:
    async def run() -> Answers:
        bench = Bench(stages)
        await bench.put(records[:10])
        await bench.run(commits=False)
        await bench.put(records[10:])
        await bench.run()
        return await bench.answers()

    assert finished(run()) == expected


def test_frames_sent_again_after_a_break_are_answered_once(
    stages: Fused, records: list[Record], expected: Answers
) -> None:
    async def run() -> Answers:
        bench = Bench(stages)
        await bench.put(records[:10])
        await bench.run()
        await bench.put(records[7:])
        await bench.run()
        return await bench.answers()

    assert finished(run()) == expected


def test_frames_sent_anew_from_the_first_on_are_answered_anew(
    stages: Fused, records: list[Record], expected: Answers
) -> None:
    async def run() -> Answers:
        bench = Bench(stages)
        await bench.put([*records[:10], *records])
        await bench.run()
        return await bench.answers()

    answers = finished(run())
    for topic, events in answers.items():
        assert events == [*expected[topic][:10], *expected[topic]]


def test_dead_with_unsaved_answers_it_says_the_same_again(
    stages: Fused, records: list[Record], expected: Answers
) -> None:
    async def run() -> tuple[int, Answers]:
        bench = Bench(stages, save_every=12)
        await bench.put(records)
        await bench.run(steps=5, batch=5, hands_over=False)
        said_first = len(await bench.on("form"))
        await bench.run(batch=4)
        return said_first, await bench.answers()

    said_first, answers = finished(run())
    assert said_first > 12
    assert len(answers["form"]) == len(expected["form"]) + said_first - 12  # as far as was saved
    assert once(answers) == expected


def test_of_a_live_session_what_comes_too_late_is_answered_unseen(stages: Fused, records: list[Record]) -> None:
    async def run() -> Answers:
        bench = Bench(stages, wanted=Wanted(RUN, live=True))
        await bench.put([*records[:20], records[-1]])
        await bench.run(batch=10)
        return await bench.answers()

    for events in finished(run()).values():
        *frames, end = events
        assert [event.frame for event in frames] == list(range(20))
        dropped = [event.frame for event in frames if event.dropped]  # type: ignore[attr-defined] # none is an end
        assert dropped == [*range(8), *range(10, 18)]
        assert isinstance(end, EndOfStream)


def test_what_was_dropped_or_looked_at_stays_so_when_it_is_given_again(stages: Fused, records: list[Record]) -> None:
    async def run() -> Answers:
        bench = Bench(stages, wanted=Wanted(RUN, live=True), save_every=12)
        for some in (records[:5], records[5:7], records[7:11]):
            await bench.put(some)
            await bench.run(steps=1, hands_over=False)
        await bench.put(records[11:])
        await bench.run(batch=4)
        return await bench.answers()

    answers = finished(run())
    assert len(answers["form"]) > FRAMES + 1, "nothing was given again"
    assert all([event.frame for event in events] == list(range(FRAMES + 1)) for events in once(answers).values())


def test_what_nobody_wants_any_more_is_passed_over(stages: Fused, records: list[Record]) -> None:
    async def run() -> tuple[Answers, int]:
        bench = Bench(stages, wanted=None)
        await bench.put(records)
        await bench.run()
        return await bench.answers(), await bench.bus.committed(GROUP, "frames", 0)

    answers, committed = finished(run())
    assert not any(answers.values())
    assert committed == FRAMES + 1
