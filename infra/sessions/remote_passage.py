"""A set's way through stages that run elsewhere: frames go onto their topic, answers are read off theirs."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, Final

from bus.protocol import Bus
from bus.record import NO_HEADERS
from bus.states import States
from contracts.codec import decode
from contracts.detections import Detections
from contracts.event import EndOfStream, Event
from contracts.form import Form, FormEnd
from contracts.frames import HEADER, FrameHeader
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.run import Run
from infra.sessions import begun
from infra.sessions.answer_lane import AnswerLane
from infra.sessions.begun import Begun
from infra.sessions.in_flight import LOOK_EVERY_S, InFlight
from infra.sessions.passage import Play
from infra.sessions.sent_before import SentBefore, sent_before
from infra.stages.answers import Answer
from infra.stages.fused import EndAnswer, FrameAnswer
from processors.picture import Picture
from processors.stage import Shot
from producers.pace import WhileThereIsRoom
from producers.recorded_set import Send

_ANSWERS: Final[dict[str, tuple[type[Event], ...]]] = {
    "detections": (Detections, EndOfStream),
    "poses2d": (Poses2d, EndOfStream),
    "poses3d": (Poses3d, EndOfStream),
    "form": (Form, FormEnd),
}


@dataclass(frozen=True)
class RemotePassage:
    """What sets pass through, many at a time. Killed and started again, it goes on after the last answered frame.

    Args:
        bus: with the topics of `contracts.topics`.
        states: where it is kept how far a session is.
        on_their_way: frames of a session that may be sent and not answered yet.
        look_every_s: how long no answer has to come before it is looked whether one still can, seconds.
    """

    bus: Bus
    states: States
    on_their_way: int = 64
    look_every_s: float = LOOK_EVERY_S

    goes_on: ClassVar[bool] = True

    async def begin_anew(self, session: str) -> None:
        """Forget how far a session was: its next pass starts with the first frame."""
        await begun.end(self.states, session)

    async def answers_to(self, send: Send, session: str, run: Run, play: Play) -> AsyncGenerator[Answer, None]:
        """Send a set through the stages, and yield the answers to each frame, the end's last.

        Close it (`contextlib.aclosing`) when you stop early. What was sent and not answered stays in the log.

        Raises:
            VideoError: the set's file breaks off; the answers before were given.
            ExpiredUnansweredError: frames expired before any worker had answered them.
        """
        passed = await begun.load(self.states, session, run.id)
        if passed is None:
            passed = await begun.begin(self.bus, self.states, session, run.id, _ANSWERS)
        in_flight = InFlight(self.bus, self.look_every_s)
        lanes = await self._lanes(session, passed, in_flight)
        shots = _Shots(self.bus, await sent_before(self.bus, session, passed), in_flight)
        pace = WhileThereIsRoom(play.pace, self.on_their_way)
        sending = asyncio.create_task(send(shots.publish, pace))
        try:
            async for answer in _joined(lanes, shots):
                pace.answered()
                yield answer
            await sending
        finally:
            sending.cancel()
            await asyncio.wait([sending])
            for lane in lanes.values():
                await lane.close()
        await begun.end(self.states, session)

    async def _lanes(self, session: str, passed: Begun, in_flight: InFlight) -> dict[str, AnswerLane[Any]]:
        opened = partial(AnswerLane.open, self.bus)
        return {
            topic: await opened(topic, session, passed, kinds, in_flight=in_flight if topic == "form" else None)
            for topic, kinds in _ANSWERS.items()
        }


async def _joined(lanes: Mapping[str, AnswerLane[Any]], shots: "_Shots") -> AsyncGenerator[Answer, None]:
    """Bring together what the stages say of each frame: all of it is published once the last one's answer is."""
    while not isinstance(form := await lanes["form"].next(), FormEnd):
        yield FrameAnswer(
            shot=await shots.of(form.frame),
            detections=await lanes["detections"].of(form.frame),
            poses2d=await lanes["poses2d"].of(form.frame),
            poses3d=await lanes["poses3d"].of(form.frame),
            form=form,
        )
    yield EndAnswer(form, form)


@dataclass
class _Shots:
    """The frames of a session on their way out; those that were sent before are only read again.

    What is in the log is never sent twice: where the stages had ended the session between, they would begin anew with
    the second of them.
    """

    bus: Bus
    before: SentBefore
    in_flight: InFlight
    _kept: dict[int, Shot] = field(default_factory=dict)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        if self.before.unanswered is not None:
            self.in_flight.sent(*self.before.unanswered)

    async def publish(self, topic: str, key: str, value: bytes, headers: Mapping[str, bytes] = NO_HEADERS) -> None:
        """Keep a frame until it is answered, and publish it; that a pass was cancelled the session's state says."""
        message: FrameHeader | EndOfStream = decode(headers[HEADER], FrameHeader, EndOfStream)  # type: ignore[assignment] # one of them
        if isinstance(message, FrameHeader):
            self._kept[message.frame] = Shot(message, Picture(jpeg=value))
            self._came.set()
        elif message.reason == "cancelled" or self.before.ended:
            return
        if message.frame >= self.before.sent.frames:
            self.in_flight.sent(message.frame, await self.bus.publish(topic, key, value, headers))

    async def of(self, frame: int) -> Shot:
        """Wait for a frame that is read again, and let it go."""
        while frame not in self._kept:
            self._came.clear()
            await self._came.wait()
        self.in_flight.answered(frame)
        return self._kept.pop(frame)
