"""A chain over a bus of the test's own, which can be stopped and begun anew."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from bus.memory import LIMITS, MemoryBus
from bus.protocol import PartitionReader, Reader
from bus.record import Record, Ref
from bus.states_memory import MemoryStates
from contracts.codec import decode
from contracts.detections import Detections
from contracts.event import EndOfStream, Event, Trace
from contracts.form import Form, FormEnd
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.topics import TOPICS
from infra.models.chosen import Chosen
from infra.stages.answers import Answer
from infra.stages.asked import Wanted
from infra.stages.chain import GROUP, Chain
from infra.stages.fused import EndAnswer, Fused
from infra.stages.inference import Inference

CHOSEN = Chosen(lift="squat", height_m=1.671)
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

    async def save(self, stage: str, session: str, run: str, state: bytes, offset: int | None = None) -> None:
        if self.saves_left == 0:
            raise ConnectionError("the process died")
        self.saves_left -= 1
        await super().save(stage, session, run, state, offset)


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

    @property
    def shares(self) -> int:
        return self.reader.shares

    async def sure(self) -> None:
        await self.reader.sure()

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

    async def wanted_of(self, _: str, __: int) -> Wanted | None:
        return self.wanted

    async def run(
        self, steps: int | None = None, batch: int = 16, *, commits: bool = True, hands_over: bool = True
    ) -> None:
        """Let a new chain take so many batches, or all that is there; then it ends in good order, or is killed."""
        reader = Watched(await self.bus.read(["frames"], GROUP), commits)
        with Inference() as inference:
            chain = Chain(self.bus, reader, self.stages, self.wanted_of, self.states, inference, self.save_every)
            try:
                answered: Sequence[object] = ()
                while (answered or not reader.dry) and steps != 0:
                    answered = await chain.step(batch, 0)
                    steps = None if steps is None else steps - 1
                if hands_over:
                    await chain.close()
                for task in asyncio.all_tasks() - {asyncio.current_task()}:
                    task.cancel()
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


def answered(stages: Fused, records: Sequence[Record], batch: int) -> Answers:
    async def run() -> Answers:
        bench = Bench(stages)
        await bench.put(records)
        await bench.run(batch=batch)
        return await bench.answers()

    return asyncio.run(run())


def events_of(answer: Answer) -> list[Event]:
    """What one frame, or the end, has brought on each topic."""
    if isinstance(answer, EndAnswer):
        return [answer.end, answer.end, answer.end, answer.form]
    return [answer.detections, answer.poses2d, answer.poses3d, answer.form]
