"""A session's frames on their way out, and their answers on their way back."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bus.protocol import Bus
from bus.record import NO_HEADERS
from contracts.codec import decode
from contracts.event import EndOfStream
from contracts.form import Form, FormEnd
from contracts.frames import HEADER, FrameHeader
from contracts.sessions import SessionVideo
from contracts.vocabulary import EndReason
from infra.feeding.fed_session import FedSession
from infra.feeding.hint import hint
from infra.sessions.answer_lane import AnswerLane
from infra.sessions.begun import Begun
from infra.sessions.in_flight import InFlight
from infra.sessions.sent_before import SentBefore
from producers.frame_records import Publish, Send
from producers.pace import AfterWhatWasSent, Pace, WhileThereIsRoom

_IN_FLIGHT: Final = 64
"""Frames of a lossless session that may be sent and not answered yet."""
_NO_LIMIT: Final = 1 << 60
_HINT_S: Final = 15.0


@dataclass
class Passing:
    """One session's pass.

    Args:
        bus: with the topics `frames` and `form`.
        fed: the session; is told how far it is.
        passed: where the pass begins in the logs.
        before: what was sent of it by a process before this one: that isn't sent again.
        in_flight: is told what is sent and what is answered.
    """

    bus: Bus
    fed: FedSession
    passed: Begun
    before: SentBefore
    in_flight: InFlight
    answered: int = 0
    """How many frames are answered."""
    dropped: int = 0
    """How many of them unseen."""
    ended: EndReason | None = None
    """Why no more frames came, once all are answered."""
    error: Exception | None = None
    """What the source broke off with; all that was sent of it is answered."""
    pictures: SessionVideo | None = None
    """How large the pictures are, how many a second, for how long; None: none was sent."""
    _sent: int = 0
    _end_is_sent: bool = False

    async def run(self, send: Send, pace: Pace) -> None:
        """Send, and read the answers, until the last one."""
        self._sent, self._end_is_sent = self.before.sent.frames, self.before.ended
        if self.before.unanswered is not None:
            self.in_flight.sent(*self.before.unanswered)
        room = self._room(pace)
        publish: Publish = self._publish
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._answers(room))
            try:
                if not self._end_is_sent:
                    await send(publish, room)
            except Exception as error:
                if not self._end_is_sent:
                    raise
                self.error = error

    def _room(self, pace: Pace) -> WhileThereIsRoom:
        last = self.before.last
        at_most = _NO_LIMIT if self.fed.session.delivery == "live" else _IN_FLIGHT
        return WhileThereIsRoom(AfterWhatWasSent(pace, None if last is None else last.pts_s), at_most)

    async def _answers(self, room: WhileThereIsRoom) -> None:
        session = self.fed.session.session
        lane = await AnswerLane[Form | FormEnd].open(
            self.bus, "form", session, self.passed, (Form, FormEnd), in_flight=self.in_flight
        )
        try:
            while not isinstance(form := await self._next(lane), FormEnd):
                self.answered = form.frame + 1
                self.dropped += form.dropped
                self.in_flight.answered(form.frame)
                room.answered()
                await self.fed.progress(self.answered, self.dropped)
            self.ended = form.reason
        finally:
            await lane.close()

    async def _next(self, lane: AnswerLane[Form | FormEnd]) -> Form | FormEnd:
        missing = (
            f"Nobody answers the frames of session {self.fed.session.session}: "
            "is `perfectform worker detect+pose+lift+judge` running?"
        )
        with hint(_HINT_S, missing, lambda: self._end_is_sent or self._sent > self.answered):
            return await lane.next()

    async def _publish(self, topic: str, key: str, value: bytes, headers: Mapping[str, bytes] = NO_HEADERS) -> None:
        """Publish what wasn't sent before; that a sender was interrupted is no end, as it may go on."""
        message = decode(headers[HEADER], FrameHeader, EndOfStream)
        if isinstance(message, FrameHeader):
            if message.frame >= self.before.sent.frames:
                self.in_flight.sent(message.frame, await self.bus.publish(topic, key, value, headers))
                self._sent = message.frame + 1
                await self._measure(message)
        elif isinstance(message, EndOfStream) and message.reason != "cancelled":
            self.in_flight.sent(message.frame, await self.bus.publish(topic, key, value, headers))
            self._end_is_sent = True

    async def _measure(self, header: FrameHeader) -> None:
        """Note what the pictures are like; a session without a video is told of them with the first."""
        rate = {"duration_s": header.pts, "fps": header.frame / header.pts} if header.pts > 0 else {}
        is_first = self.pictures is None
        self.pictures = SessionVideo(width=header.width, height=header.height, **rate)
        if is_first and self.fed.session.video is None:
            await self.fed.say(video=self.pictures)
