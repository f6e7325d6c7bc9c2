"""The chain's answers are the same however its frames arrive; what it can't answer costs itself alone."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from bus.record import Record
from contracts.arrays import floats
from contracts.codec import decode, encode
from contracts.dead_letters import DeadLetter
from contracts.detections import Detections
from contracts.event import EndOfStream, Event
from contracts.form import Form, FormEnd, RepEnded
from contracts.frames import HEADER, FrameHeader
from infra.results.standalone import answers_to
from infra.sessions.passage import Play
from infra.stages.cuts import WHOLE
from infra.stages.fused import Fused
from processors.detect import Detect
from processors.detectors import Found
from processors.picture import Picture
from producers.pace import FlatOut, LikeACamera, Pace
from producers.video_file import open_video
from tests.bus.in_loop import finished
from tests.infra.chained import CHOSEN, KINDS, RUN, Answers, Bench, answered, events_of, untraced
from tests.infra.short_squat import FRAMES


def test_every_stage_answers_every_frame_once_and_the_end_last(expected: Answers) -> None:
    for topic, (frame_kind, end_kind) in KINDS.items():
        *frames, end = expected[topic]
        assert [event.frame for event in frames] == list(range(FRAMES))
        assert {type(event) for event in frames} == {frame_kind}
        assert (type(end), end.frame) == (end_kind, FRAMES)
        assert {event.run for event in expected[topic]} == {RUN.id}


def test_it_finds_the_repetition(expected: Answers) -> None:
    events = [event for form in expected["form"] for event in form.events]  # type: ignore[attr-defined] # all are Form or FormEnd
    assert len([event for event in events if isinstance(event, RepEnded)]) == 1


def test_any_batch_gives_the_same(stages: Fused, records: list[Record], expected: Answers) -> None:
    assert answered(stages, records, batch=16) == expected


def test_the_trace_says_where_the_picture_lies_and_when_each_stage_was_done(
    stages: Fused, records: list[Record]
) -> None:
    async def run() -> Form | FormEnd:
        bench = Bench(stages)
        await bench.put(records[:3])
        await bench.run()
        return decode((await bench.on("form"))[2].value, Form)

    trace = finished(run()).trace
    assert trace.frame_ref is not None
    assert (trace.frame_ref.partition, trace.frame_ref.offset) == (0, 2)
    assert trace.finished_at == dict.fromkeys(("detect", "pose", "lift", "judge"), stages.now_s())


@dataclass
class Clock:
    """A clock that only sleeping moves on."""

    now_s: float = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now_s += seconds
        await asyncio.sleep(0)


def test_at_a_cameras_pace_and_flat_out_give_the_same(stages: Fused, squat: Path) -> None:
    async def run(pace: Pace) -> list[Event]:
        with open_video(squat) as video:
            async with aclosing(answers_to(video, RUN, stages, Play(pace=pace))) as answers:
                return [untraced(event) async for answer in answers for event in events_of(answer)]

    clock = Clock()
    paced = finished(run(LikeACamera(lambda: clock.now_s, clock.sleep)))
    assert clock.now_s == pytest.approx((FRAMES - 1) / 15)
    assert paced == finished(run(FlatOut()))


def test_a_session_that_is_over_leaves_no_state(stages: Fused, records: list[Record]) -> None:
    async def run() -> tuple[bytes | None, bytes | None]:
        bench = Bench(stages)
        await bench.put(records[:5])
        await bench.run()
        before = await bench.states.load(WHOLE.name, "s", RUN.id)
        await bench.put(records[-1:])
        await bench.run()
        return before, await bench.states.load(WHOLE.name, "s", RUN.id)

    before, after = finished(run())
    assert before
    assert after is None


def no_picture(record: Record) -> Record:
    return Record("frames", 0, 0, record.key, b"\xff\xd8 no jpeg", record.headers)


def no_header(record: Record) -> Record:
    return Record("frames", 0, 0, record.key, record.value, {})


def a_strangers_header(record: Record) -> Record:
    return Record("frames", 0, 0, record.key, record.value, {HEADER: b"\x93\x01\x02\x03"})


def another_session(record: Record) -> Record:
    header = replace(decode(record.headers[HEADER], FrameHeader), session="other")
    return Record("frames", 0, 0, record.key, record.value, {HEADER: encode(header)})


@pytest.mark.parametrize(
    ("damage", "answered_still", "reason"),
    [
        (no_picture, True, "10 bytes are no JPEG"),
        (no_header, False, "no header 'perfectform'"),
        (a_strangers_header, False, "are no frame.v1 or end.v1"),
        (another_session, False, "is of session 'other', the key of 's'"),
    ],
)
def test_what_cannot_be_read_costs_that_frame_alone(
    stages: Fused, records: list[Record], damage: Callable[[Record], Record], answered_still: bool, reason: str
) -> None:
    async def run() -> tuple[Answers, list[DeadLetter]]:
        bench = Bench(stages)
        await bench.put([*records[:4], damage(records[4]), *records[5:8], records[-1]])
        await bench.run()
        return await bench.answers(), [decode(one.value, DeadLetter) for one in await bench.on("dead_letters")]

    answers, (letter,) = finished(run())
    assert reason in letter.reason
    assert (letter.topic, letter.offset, letter.key) == ("frames", 4, "s")
    frames = [0, 1, 2, 3, *([4] if answered_still else []), 5, 6, 7, FRAMES]
    assert all([event.frame for event in events] == frames for events in answers.values())
    if answered_still:
        unseen = answers["detections"][4]
        assert isinstance(unseen, Detections)
        assert (unseen.people, unseen.looked, unseen.dropped) == ((), False, True)
        assert all(events[4].dropped for events in answers.values())  # type: ignore[attr-defined] # none is an end
    assert answers["poses3d"][5].body is not None  # type: ignore[attr-defined] # a Poses3d


@dataclass
class Noting:
    """A detector that sees nobody, and notes the thread it runs on."""

    threads: set[str] = field(default_factory=set)

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        self.threads.add(threading.current_thread().name)
        return [[] for _ in pictures]


def test_inference_never_runs_on_the_event_loop(stages: Fused, records: list[Record]) -> None:
    noting = Noting()
    noted = Fused(Detect(noting), stages.pose, stages.lift, stages.judge, stages.now_s)
    answered(noted, records[:6], batch=3)
    assert len(noting.threads) == 1
    assert threading.current_thread().name not in noting.threads


def test_two_sessions_do_not_mix(stages: Fused, records: list[Record], expected: Answers) -> None:
    def renamed(record: Record, session: str) -> Record:
        message = decode(record.headers[HEADER], FrameHeader, EndOfStream)
        return Record("frames", 0, 0, session, record.value, {HEADER: encode(replace(message, session=session))})

    mixed = [renamed(record, session) for record in records[:20] for session in ("a", "b")]
    answers = answered(stages, mixed, batch=16)
    for topic, events in answers.items():
        for session in ("a", "b"):
            own = [replace(event, session="s") for event in events if event.session == session]
            assert own == expected[topic][:20]


def test_a_hint_reaches_the_stages(stages: Fused) -> None:
    from contracts.run import LifterHint

    hint = LifterHint(frame=3, point_in_image=floats([1.0, 2.0]))
    pose = stages.start(CHOSEN.run(hint)).pose
    assert pose is not None
    assert pose.hint == hint
