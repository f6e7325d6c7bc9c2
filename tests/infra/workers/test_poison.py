"""A message or a picture that can't be answered costs itself alone, and leaves a dead letter that says why."""

import asyncio
import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from msgspec.structs import replace

from bus.record import Record
from contracts.codec import decode, encode
from contracts.dead_letters import DeadLetter
from contracts.event import Event
from contracts.frames import HEADER, FrameHeader
from contracts.release import RELEASE
from infra.kafka.broker import Broker
from infra.models import backends
from infra.stages.answering_turns import Patience
from infra.stages.fused import Fused
from processors.checked import CheckedDetector, CheckedEstimator
from processors.detect import Detect
from processors.detectors import Detector, Found
from processors.picture import Picture
from processors.pose import Pose
from processors.pose2d import Ask, Joints, PoseEstimator
from tests.infra.chained import CHOSEN, Answers, once
from tests.infra.workers.at_work import Worker, answers, begin, letters, of_session, on, put

N = 12
FRAME_S = 3.0


def changed(record: Record, value: bytes | None = None, header: bytes | None = None, key: str | None = None) -> Record:
    headers = record.headers if header is None else {HEADER: header}
    return Record("frames", 0, 0, key or record.key, record.value if value is None else value, headers)


def tagged(record: Record, tag: bytes) -> Record:
    header = record.headers[HEADER]
    assert b"frame.v1" in header
    return changed(record, header=header.replace(b"frame.v1", tag))


def tiny(record: Record) -> Record:
    return changed(record, cv2.imencode(".jpg", np.zeros((1, 1, 3), np.uint8))[1].tobytes())


def of_another(record: Record) -> Record:
    header = replace(decode(record.headers[HEADER], FrameHeader), session="other")
    return changed(record, header=encode(header))


UNANSWERED: list[tuple[Callable[[Record], Record], str]] = [
    (lambda one: Record("frames", 0, 0, one.key, b"garbage", {}), "the record has no header 'perfectform'"),
    (lambda one: changed(one, header=b"\x93\x01\x02\x03"), "4 bytes are no frame.v1 or end.v1"),
    (lambda one: tagged(one, b"frame.v0"), "'frame.v0'"),
    (lambda one: tagged(one, b"frame.v9"), "'frame.v9'"),
    (of_another, "the header is of session 'other', the key of"),
]
"""Frames that nobody can tell the number of."""
UNSEEN: list[tuple[Callable[[Record], Record], str]] = [
    (lambda one: changed(one, one.value[:600]), "600 bytes are no JPEG"),
    (lambda one: changed(one, b""), "0 bytes are no JPEG"),
    (tiny, "a picture of 1 x 1 px shows nobody"),
]
"""Frames that nobody can look at; they are answered all the same."""


def test_each_costs_itself_alone(broker: Broker, stages: Fused, records: list[Record], expected: Answers) -> None:
    """Poisoned copies lie between the frames of a session; those that have a number are frames of another one."""
    session, bad = "poisoned", "poisoned-too"
    own = of_session(records[: len(UNANSWERED)], session)
    poison = [poisoned(one) for (poisoned, _), one in zip(UNANSWERED, own, strict=True)]
    unseen = [poisoned(one) for (poisoned, _), one in zip(UNSEEN, of_session(records, bad), strict=False)]

    async def run() -> tuple[Answers, Answers, list[DeadLetter], list[DeadLetter]]:
        async with on(broker.address) as bus:
            await begin(bus, session)
            await begin(bus, bad)
            async with Worker(broker.address, stages).running():
                await put(bus, [one for pair in zip(poison, own, strict=True) for one in pair] + unseen)
                return (
                    await answers(bus, session, len(own) - 1),
                    await answers(bus, bad, len(unseen) - 1),
                    await letters(bus, session, len(poison)),
                    await letters(bus, bad, len(unseen)),
                )

    found, dropped, headless, unreadable = asyncio.run(run())
    assert once(found) == {topic: events[: len(own)] for topic, events in expected.items()}
    assert [event.frame for event in dropped["form"]] == list(range(len(unseen)))
    assert all(is_dropped(event) for events in dropped.values() for event in events)
    for (_, reason), letter in zip([*UNANSWERED, *UNSEEN], [*headless, *unreadable], strict=True):
        assert reason in letter.reason
        assert (letter.topic, letter.stage, letter.version) == ("frames", "detect", RELEASE)
    offsets = [letter.offset for letter in headless]
    assert offsets == list(range(offsets[0], offsets[0] + 2 * len(poison), 2))


def test_a_thousand_in_a_row_stop_nobody(broker: Broker, stages: Fused, records: list[Record]) -> None:
    own = of_session(records[:3], "thousand")
    garbage = [changed(own[0], b"x", b"garbage")] * 1000

    async def run() -> Answers:
        async with on(broker.address) as bus:
            await begin(bus, "thousand")
            async with Worker(broker.address, stages).running():
                await put(bus, [own[0], *garbage, *own[1:]])
                found = await answers(bus, "thousand", 2)
                await letters(bus, "thousand", 1000)
                return found

    assert [event.frame for event in asyncio.run(run())["form"]] == [0, 1, 2]


def is_dropped(event: Event) -> bool:
    return bool(getattr(event, "dropped", False))


@dataclass
class Breaking:
    """A real model of each kind that breaks or hangs at a picture."""

    detector: Detector
    estimator: PoseEstimator
    breaks: bytes
    """At which picture the detector breaks."""
    hangs: bytes
    """At which picture the pose model hangs."""

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        if any(picture.jpeg == self.breaks for picture in pictures):
            raise ArithmeticError("it can't count")
        return self.detector.detect(pictures)

    def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
        if any(ask.picture.jpeg == self.hangs for ask in asks):
            time.sleep(30)
            raise ArithmeticError("nobody waits for this")
        return self.estimator.estimate(asks)


def test_a_model_that_breaks_or_hangs_costs_that_frame_alone(broker: Broker, records: list[Record]) -> None:
    def load() -> Fused:
        detector, estimator = (
            backends.load(family, CHOSEN.backends[family], threads=2) for family in ("detectors", "pose2d")
        )
        breaking = Breaking(detector, estimator, breaks=records[1].value, hangs=records[8].value)
        stages = CHOSEN.stages(threads=2)
        detect = Detect(stages.gathering.detector(CheckedDetector(breaking, "odd")))
        pose = Pose(stages.gathering.estimator(CheckedEstimator(breaking, "odd")))
        return dataclasses.replace(stages, detect=detect, pose=pose)

    async def run() -> tuple[Answers, Answers, list[DeadLetter]]:
        async with on(broker.address) as bus:
            await begin(bus, "broken")
            await begin(bus, "beside")
            async with Worker(broker.address, load(), Patience(FRAME_S, load)).running():
                await put(bus, of_session(records[:N], "broken"))
                await put(bus, of_session(records[:1], "beside"))
                return (
                    await answers(bus, "broken", N - 1),
                    await answers(bus, "beside", 0),
                    await letters(bus, "broken", 2),
                )

    found, beside, buried = asyncio.run(run())
    assert len(buried) == 2, [(one.stage, one.reason, one.offset) for one in buried]
    broke, hung = buried
    assert not is_dropped(beside["form"][0])
    assert [event.frame for event in found["form"]] == list(range(N))
    dropped = {topic: [event.frame for event in events if is_dropped(event)] for topic, events in found.items()}
    assert dropped == {"detections": [1], "poses2d": [1, 8], "poses3d": [1, 8], "form": [1, 8]}
    assert (broke.stage, broke.reason) == ("detect", "the detector 'odd' failed: it can't count (at frame 1)")
    assert (hung.stage, hung.reason) == ("pose", "pose didn't answer frame 8 within 3 s, and was left behind")
