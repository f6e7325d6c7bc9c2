"""The chain's answers are the same however its frames arrive, and whatever stops it on the way."""

import asyncio
import random
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from bus.memory import LIMITS, MemoryBus
from bus.protocol import PartitionReader, Reader
from bus.record import Record, Ref
from bus.states_memory import MemoryStates
from contracts.arrays import floats
from contracts.codec import decode, encode
from contracts.dead_letters import DeadLetter
from contracts.detections import Detections
from contracts.event import EndOfStream, Event, Trace
from contracts.form import Form, FormEnd, RepEnded
from contracts.frames import HEADER, FrameHeader
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.topics import TOPICS
from infra.chain import GROUP, Chain, Wanted
from infra.fused import CUT, Fused
from infra.passage import Play
from infra.standalone import answers_to
from processors.detect import Detect
from processors.detectors import Found
from processors.picture import Picture
from producers.pace import FlatOut, LikeACamera, Pace
from producers.recorded_set import Recording, publish_video
from producers.video_file import open_video
from tests.infra.conftest import CHOSEN
from tests.infra.short_squat import FRAMES

RUN = CHOSEN.run()
KINDS: dict[str, tuple[type[Event], ...]] = {
    "detections": (Detections, EndOfStream),
    "poses2d": (Poses2d, EndOfStream),
    "poses3d": (Poses3d, EndOfStream),
    "form": (Form, FormEnd),
}
Answers = dict[str, list[Event]]


@dataclass
class Stopped(MemoryStates):
    """Keeps states, and dies instead of keeping one where it is told to."""

    saves_left: int = -1

    def __post_init__(self) -> None:
        super().__init__()

    async def save(self, stage: str, session: str, run: str, state: bytes) -> None:
        if self.saves_left == 0:
            raise ConnectionError("the process died")
        self.saves_left -= 1
        await super().save(stage, session, run, state)


@dataclass
class Watched:
    """A reader that remembers whether it found nothing more."""

    reader: Reader
    commits: bool = True
    """Whether acknowledgements arrive."""
    dry: bool = False

    @property
    def partitions(self) -> frozenset[int]:
        return self.reader.partitions

    async def take(self, at_most: int, within_s: float) -> list[Record]:
        records = await self.reader.take(at_most, within_s)
        self.dry = not records
        return records

    async def commit(self, records: Iterable[Record]) -> None:
        if self.commits:
            await self.reader.commit(records)

    async def close(self) -> None:
        await self.reader.close()


@dataclass
class Bench:
    """A bus with frames on it, and a chain that can be stopped and begun anew."""

    stages: Fused
    bus: MemoryBus = field(default_factory=lambda: MemoryBus(TOPICS, 1, limits=LIMITS))
    states: Stopped = field(default_factory=Stopped)
    wanted: Wanted | None = field(default_factory=lambda: Wanted(RUN))
    save_every: int = 1

    async def put(self, records: Iterable[Record]) -> None:
        for record in records:
            await self.bus.publish("frames", record.key, record.value, record.headers)

    async def wanted_of(self, _: str) -> Wanted | None:
        return self.wanted

    async def run(self, steps: int | None = None, batch: int = 16, *, commits: bool = True) -> None:
        """Let a new chain answer so many batches, or all that is there."""
        reader = Watched(await self.bus.read(["frames"], GROUP), commits)
        with ThreadPoolExecutor(1) as thread:
            chain = Chain(self.bus, reader, self.stages, self.wanted_of, self.states, thread, self.save_every)
            try:
                while not reader.dry and steps != 0:
                    await chain.step(batch, 0)
                    steps = None if steps is None else steps - 1
            finally:
                await reader.close()

    async def answers(self) -> Answers:
        """Every answer on each topic, without traces."""
        return {
            topic: [untraced(decode(one.value, *kinds)) for one in await self.on(topic)]
            for topic, kinds in KINDS.items()
        }

    async def on(self, topic: str) -> list[Record]:
        reader: PartitionReader = await self.bus.records_from(topic, Ref(0, 0))
        return await reader.take(10_000, 0)


def untraced(event: Event) -> Event:
    return replace(event, trace=Trace())


def once(answers: Answers) -> Answers:
    """Each frame's first answer; another one has to be the same."""
    firsts: Answers = {}
    for topic, events in answers.items():
        by_frame: dict[int, Event] = {}
        for event in events:
            assert by_frame.setdefault(event.frame, event) == event
        firsts[topic] = list(by_frame.values())
    return firsts


@pytest.fixture(scope="module")
def records(squat: Path) -> list[Record]:
    """What a producer makes of the short squat."""

    async def publish() -> list[Record]:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        with open_video(squat) as video:
            await publish_video(video, bus.publish, Recording(session="s"), FlatOut(), lambda: 0.0)
        return await (await bus.records_from("frames", Ref(0, 0))).take(1000, 0)

    return asyncio.run(publish())


def answered(stages: Fused, records: Sequence[Record], batch: int) -> Answers:
    async def run() -> Answers:
        bench = Bench(stages)
        await bench.put(records)
        await bench.run(batch=batch)
        return await bench.answers()

    return asyncio.run(run())


@pytest.fixture(scope="module")
def expected(stages: Fused, records: list[Record]) -> Answers:
    """The answers of a chain that takes frames one by one."""
    return answered(stages, records, batch=1)


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

    trace = asyncio.run(run()).trace
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
                return [untraced(event) async for answer in answers for event in answer.by_topic.values()]

    clock = Clock()
    paced = asyncio.run(run(LikeACamera(lambda: clock.now_s, clock.sleep)))
    assert clock.now_s == pytest.approx((FRAMES - 1) / 15)
    assert paced == asyncio.run(run(FlatOut()))


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

    assert asyncio.run(run()) == expected


@pytest.mark.parametrize("saves", [0, 2])
def test_dead_between_publishing_and_saving_it_says_the_same_again(
    stages: Fused, records: list[Record], expected: Answers, saves: int
) -> None:
    async def run() -> Answers:
        bench = Bench(stages, states=Stopped(saves))
        await bench.put(records)
        with pytest.raises(ConnectionError):
            await bench.run(batch=5)
        bench.states.saves_left = -1
        await bench.run(batch=16)
        return await bench.answers()

    answers = asyncio.run(run())
    assert len(answers["form"]) == len(expected["form"]) + 5
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

    assert asyncio.run(run()) == expected


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

    assert asyncio.run(run()) == expected


def test_frames_sent_anew_from_the_first_on_are_answered_anew(
    stages: Fused, records: list[Record], expected: Answers
) -> None:
    async def run() -> Answers:
        bench = Bench(stages)
        await bench.put([*records[:10], *records])
        await bench.run()
        return await bench.answers()

    answers = asyncio.run(run())
    for topic, events in answers.items():
        assert events == [*expected[topic][:10], *expected[topic]]


def test_dead_with_unsaved_answers_it_says_the_same_again(
    stages: Fused, records: list[Record], expected: Answers
) -> None:
    async def run() -> tuple[int, Answers]:
        bench = Bench(stages, save_every=12)
        await bench.put(records)
        await bench.run(steps=5, batch=5)
        said_first = len(await bench.on("form"))
        await bench.run(batch=5)
        return said_first, await bench.answers()

    said_first, answers = asyncio.run(run())
    assert said_first == 25
    assert len(answers["form"]) == len(expected["form"]) + 10  # the third batch filled what is saved at once
    assert once(answers) == expected


def test_of_a_live_session_what_comes_too_late_is_answered_unseen(stages: Fused, records: list[Record]) -> None:
    async def run() -> Answers:
        bench = Bench(stages, wanted=Wanted(RUN, live=True))
        await bench.put([*records[:20], records[-1]])
        await bench.run(batch=10)
        return await bench.answers()

    for events in asyncio.run(run()).values():
        *frames, end = events
        assert [event.frame for event in frames] == list(range(20))
        dropped = [event.frame for event in frames if event.dropped]  # type: ignore[attr-defined] # none is an end
        assert dropped == [*range(8), *range(10, 18)]
        assert isinstance(end, EndOfStream)


def test_what_nobody_wants_any_more_is_passed_over(stages: Fused, records: list[Record]) -> None:
    async def run() -> tuple[Answers, int]:
        bench = Bench(stages, wanted=None)
        await bench.put(records)
        await bench.run()
        return await bench.answers(), await bench.bus.committed(GROUP, "frames", 0)

    answers, committed = asyncio.run(run())
    assert not any(answers.values())
    assert committed == FRAMES + 1


def test_a_session_that_is_over_leaves_no_state(stages: Fused, records: list[Record]) -> None:
    async def run() -> tuple[bytes | None, bytes | None]:
        bench = Bench(stages)
        await bench.put(records[:5])
        await bench.run()
        before = await bench.states.load(CUT, "s", RUN.id)
        await bench.put(records[-1:])
        await bench.run()
        return before, await bench.states.load(CUT, "s", RUN.id)

    before, after = asyncio.run(run())
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

    answers, (letter,) = asyncio.run(run())
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
    assert stages.start(CHOSEN.run(hint)).pose.hint == hint
