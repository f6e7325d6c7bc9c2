"""A set that is sent through stages elsewhere gets the answers that it gets in one process, whoever dies on the way."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest
from msgspec.structs import replace

from bus.memory import LIMITS, MemoryBus
from bus.record import Ref
from bus.states_topic import TopicStates
from contracts.codec import decode, encode
from contracts.dead_letters import DeadLetter
from contracts.event import Event, Trace
from contracts.sessions import Session
from contracts.topics import TOPICS
from infra.results.standalone import answers_to
from infra.sessions.passage import Play
from infra.sessions.remote_passage import RemotePassage
from infra.stages.answers import Answer
from infra.stages.chain import GROUP
from infra.stages.fused import FrameAnswer, Fused
from producers.pace import FlatOut
from producers.recorded_set import Recording, recorded_set
from producers.video_error import VideoError
from producers.video_file import open_video
from tests.bus.in_loop import finished
from tests.infra.chained import CHOSEN, events_of
from tests.infra.feeding.fed import working
from tests.infra.short_squat import FRAMES

RUN = CHOSEN.run()
RUNNING = Session(
    session="s", state="running", lift=CHOSEN.lift, height_m=CHOSEN.height_m, runs=(RUN,), media="sessions/s/original"
)
PLAY = Play(pace=FlatOut())


def said(answer: Answer) -> list[Event]:
    return [replace(event, session="", trace=Trace()) for event in events_of(answer)]


async def sent(bus: MemoryBus, video: Path, session: str = "s") -> AsyncGenerator[Answer, None]:
    passage = RemotePassage(bus, TopicStates(bus))
    with open_video(video) as opened:
        send = recorded_set(opened, Recording(session=session), time.time)
        async with aclosing(passage.answers_to(send, session, RUN, PLAY)) as answers:
            async for answer in answers:
                yield answer


async def put(bus: MemoryBus, video: Path) -> None:
    """Put a set's frames onto the topic, and wait until the stages are done with them."""
    with open_video(video) as opened:
        await recorded_set(opened, Recording(session="s"), time.time)(bus.publish, FlatOut())
    while await bus.committed(GROUP, "frames", 0) < FRAMES + 1:  # noqa: ASYNC110 - it is asked, not told
        await asyncio.sleep(0.01)


async def say(bus: MemoryBus, session: Session) -> None:
    await bus.publish("sessions", session.session, encode(session))


@pytest.fixture(scope="module")
def expected(stages: Fused, squat: Path) -> list[list[Event]]:
    async def run() -> list[list[Event]]:
        with open_video(squat) as video:
            async with aclosing(answers_to(video, RUN, stages, PLAY)) as answers:
                return [said(answer) async for answer in answers]

    return finished(run())


def test_the_answers_are_those_of_one_process_each_with_its_picture(
    stages: Fused, squat: Path, expected: list[list[Event]]
) -> None:
    async def run() -> list[Answer]:
        bus = MemoryBus(TOPICS, 2, limits=LIMITS)
        await say(bus, RUNNING)
        async with working(bus, stages):
            return [answer async for answer in sent(bus, squat)]

    answers = finished(run())
    assert [said(answer)[-1] for answer in answers] == [events[-1] for events in expected]
    assert [said(answer) for answer in answers[:-1]] == expected[:-1]
    for answer in answers[:-1]:
        assert isinstance(answer, FrameAnswer)
        assert answer.shot.header.frame == answer.form.frame


@pytest.mark.parametrize("after", [1, 20, FRAMES])
def test_killed_and_begun_again_it_goes_on_and_gives_every_answer(
    stages: Fused, squat: Path, expected: list[list[Event]], after: int
) -> None:
    async def run() -> tuple[list[Answer], int]:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        await say(bus, RUNNING)
        async with working(bus, stages):
            async with aclosing(sent(bus, squat)) as answers:
                async for answer in answers:
                    if answer.frames_done == after:
                        break
            answers_again = [answer async for answer in sent(bus, squat)]
        return answers_again, (await bus.span("frames", 0)).end

    answers, published = finished(run())
    assert [said(answer)[-1] for answer in answers] == [events[-1] for events in expected]
    assert published == FRAMES + 1


def test_killed_while_no_stage_is_at_work_it_sends_nothing_twice(
    stages: Fused, squat: Path, expected: list[list[Event]]
) -> None:
    async def run() -> tuple[list[Answer], int]:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        await say(bus, RUNNING)
        first = asyncio.create_task(anext(sent(bus, squat)))
        while (await bus.span("frames", 0)).end < FRAMES:  # noqa: ASYNC110 - it is asked, not told
            await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.wait([first])
        async with working(bus, stages):
            answers = [answer async for answer in sent(bus, squat)]
        return answers, (await bus.span("frames", 0)).end

    answers, published = finished(run())
    assert [said(answer)[-1] for answer in answers] == [events[-1] for events in expected]
    assert published == FRAMES + 1


def test_the_stages_die_and_others_go_on(stages: Fused, squat: Path, expected: list[list[Event]]) -> None:
    async def run() -> list[Answer]:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        await say(bus, RUNNING)
        answers = list[Answer]()
        async with aclosing(sent(bus, squat)) as coming:
            for until in (7, 25, FRAMES + 1):
                async with working(bus, stages):
                    while len(answers) < until:
                        answers.append(await anext(coming))
        return answers

    assert [said(answer)[-1] for answer in finished(run())] == [events[-1] for events in expected]


def test_a_file_that_breaks_off_says_so_after_its_last_answer(stages: Fused, squat: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    whole = squat.read_bytes()
    cut.write_bytes(whole[: len(whole) * 2 // 3])

    async def run() -> list[Answer]:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        await say(bus, RUNNING)
        answers = list[Answer]()
        async with working(bus, stages):
            with pytest.raises(VideoError):
                answers.extend([answer async for answer in sent(bus, cut)])
        return answers

    finished(run())


@pytest.mark.parametrize(
    ("session", "reason"),
    [
        (None, "there is no session of this id"),
        (replace(RUNNING, height_m=1.9), "the session asks for other models than this worker's"),
    ],
)
def test_frames_that_are_not_ours_to_answer_become_dead_letters(
    stages: Fused, squat: Path, session: Session | None, reason: str
) -> None:
    async def run() -> list[DeadLetter]:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        if session is not None:
            await say(bus, session)
        async with working(bus, stages):
            await put(bus, squat)
        letters = await bus.records_from("dead_letters", Ref(0, 0))
        return [decode(record.value, DeadLetter) for record in await letters.take(1000, 0)]

    letters = finished(run())
    assert len(letters) == FRAMES + 1
    assert all(reason in letter.reason for letter in letters)


def test_frames_of_a_cancelled_session_are_passed_over(stages: Fused, squat: Path) -> None:
    async def run() -> tuple[int, int]:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        await say(bus, replace(RUNNING, state="cancelled"))
        async with working(bus, stages):
            await put(bus, squat)
        return (await bus.span("form", 0)).end, (await bus.span("dead_letters", 0)).end

    assert finished(run()) == (0, 0)
