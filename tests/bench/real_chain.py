"""One session through the real models, flat out: in one process, and through a worker on Kafka, in turns."""

import asyncio
import statistics
import subprocess
import sys
import time
from contextlib import aclosing
from typing import Final

import msgspec

from bus.kafka import KafkaBus
from bus.states_topic import TopicStates
from contracts.codec import encode
from contracts.sessions import Session
from contracts.topics import TOPICS
from infra.models.chosen import Chosen, run_of
from infra.results.standalone import answers_to
from infra.sessions.passage import Play
from infra.sessions.remote_passage import RemotePassage
from infra.stages.cuts import WHOLE
from producers.pace import FlatOut
from producers.recorded_set import Recording, recorded_set
from producers.video_file import open_video
from tests.infra.served import CHECKOUT, command

_CLIP: Final = CHECKOUT / "infra" / "sample" / "squat.mp4"
_THREADS: Final = 2
_TURNS: Final = 3
_READY: Final = "Ready: "
_PASSED_OVER: Final = 15
"""Answers before the clock starts: the first frames look for people all the time."""


class RealSpeed(msgspec.Struct, frozen=True, kw_only=True):
    """Frames a second, the middle of the turns."""

    embedded_per_s: float
    kafka_per_s: float


async def measure(address: str) -> RealSpeed:
    """Measure, on a broker that has the topics."""
    turns = [(await _embedded(), await _over_kafka(address, f"real-{turn}")) for turn in range(_TURNS)]
    embedded, kafka = (statistics.median(way) for way in zip(*turns, strict=True))
    return RealSpeed(embedded_per_s=embedded, kafka_per_s=kafka)


async def _embedded() -> float:
    chosen, clock = Chosen(), _Clock()
    with open_video(_CLIP) as video:
        stages = chosen.stages(_THREADS)
        async with aclosing(answers_to(video, chosen.run(), stages, Play(pace=FlatOut()))) as answers:
            async for answer in answers:
                clock.answered(answer.frames_done)
    return clock.per_s


async def _over_kafka(address: str, name: str) -> float:
    clock, session = _Clock(), Session(session=name, state="running")
    run = run_of(session)
    bus = await KafkaBus.open(address, TOPICS)
    await bus.publish("sessions", name, encode(msgspec.structs.replace(session, runs=(run,))))
    program = command("worker", WHOLE.name, "--kafka", address)
    with subprocess.Popen(program, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True) as worker:  # noqa: S603, ASYNC220 - ours
        try:
            await asyncio.to_thread(_until_ready, worker)
            with open_video(_CLIP) as video:
                send = recorded_set(video, Recording(session=name), time.time)
                passage = RemotePassage(bus, TopicStates(bus))
                async with aclosing(passage.answers_to(send, name, run, Play(pace=FlatOut()))) as answers:
                    async for answer in answers:
                        clock.answered(answer.frames_done)
        finally:
            worker.terminate()
            await bus.close()
    return clock.per_s


class _Clock:
    def __init__(self) -> None:
        self._began = self._last = (0, 0.0)

    def answered(self, frames: int) -> None:
        self._last = (frames, time.monotonic())
        if frames == _PASSED_OVER:
            self._began = self._last

    @property
    def per_s(self) -> float:
        return (self._last[0] - self._began[0]) / (self._last[1] - self._began[1])


def _until_ready(worker: "subprocess.Popen[str]") -> None:
    assert worker.stderr is not None
    for line in worker.stderr:
        if _READY in line:
            return
        sys.stderr.write(line)
    raise RuntimeError("the worker has ended")
