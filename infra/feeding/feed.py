"""Sends one session onto the bus, and brings it to its end: every frame answered, every answer stored."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bus.partitioner import partition_of
from bus.protocol import Bus
from bus.states import States
from contracts.sessions import Session
from infra.feeding.fed_session import FedSession, StoppedByOthersError
from infra.feeding.hint import hint
from infra.feeding.passing import Passing
from infra.models.chosen import run_of
from infra.own_errors import is_our_sentence
from infra.sessions import begun
from infra.sessions.in_flight import LOOK_EVERY_S, ExpiredUnansweredError, InFlight
from infra.sessions.sent_before import SentBefore, sent_before
from infra.sessions.session_worker import Stored
from infra.until_told import first_of
from producers.frame_records import Send
from producers.pace import Pace

_HINT_S: Final = 15.0
_TOPICS: Final = ("form",)
_LIVE_ENDS: Final = "Its source went away, and didn't come back"
_RECORDED_ENDS: Final = "Its source broke off"

SendOf = Callable[[SentBefore], Awaitable[Send]]
"""Opens a set of which so much was sent before, and gives what sends the rest."""


class OtherModelsError(ValueError):
    """A session was begun with other models than are here now; one sentence."""


@dataclass(frozen=True)
class Feeder:
    """Sends sessions.

    Args:
        bus: with the topics of `contracts.topics`.
        states: where it is kept what is begun.
        stored: waits until what was published of a session is stored.
        now_s: the wall clock, seconds since the epoch.
        look_every_s: how long no answer has to come before it is looked whether one still can, seconds.
    """

    bus: Bus
    states: States
    stored: Stored
    now_s: Callable[[], float]
    look_every_s: float = LOOK_EVERY_S

    async def feed(self, session: Session, send_of: SendOf, pace: Pace) -> Session:
        """Send a session to its end, and give it as it is then. Cancelled or killed, it goes on where it was.

        Args:
            session: new, or one that a process before this one has begun (state `running`).
            send_of: opens it; only then is a new session published.
            pace: when its frames are due; those of a live one are sent as they come.

        Raises:
            StoppedByOthersError: somebody cancelled or deleted it.
            ValueError: another one of ours: its source can't be opened, or breaks off, which the session says too.
        """
        try:
            async with asyncio.TaskGroup() as tasks:
                return await self._feed(session, send_of, pace, tasks)
        except BaseExceptionGroup as group:
            error = first_of(group)
            if isinstance(error, StoppedByOthersError):
                await begun.end(self.states, session.session)
            raise error from None

    async def _feed(self, session: Session, send_of: SendOf, pace: Pace, tasks: asyncio.TaskGroup) -> Session:
        fed = FedSession(self.bus, session, self.now_s)
        passed = await self._passed(session)
        before = await sent_before(self.bus, session.session, passed)
        try:
            send = await send_of(before)
        except ValueError:
            if not session.runs:
                await begun.end(self.states, session.session)
            raise
        start = (await self.bus.span("sessions", partition_of(session.session, self.bus.partitions))).end
        await fed.say(state="running", reason="", runs=(run_of(session),))
        following = tasks.create_task(fed.follow(start))
        passing = Passing(self.bus, fed, passed, before, InFlight(self.bus, self.look_every_s))
        try:
            await passing.run(send, pace)
        except ExceptionGroup as group:
            if not isinstance(error := first_of(group), ExpiredUnansweredError):
                raise
            passing.error = error
        await self._close(fed, passing)
        following.cancel()
        return fed.session

    async def _passed(self, session: Session) -> begun.Begun:
        passed = await begun.load(self.states, session.session, run_of(session).id)
        if passed is None and session.runs:
            raise OtherModelsError(
                f"Session {session.session} was begun with other models or settings than are here now: send it anew"
            )
        return passed or await begun.begin(self.bus, self.states, session.session, run_of(session).id, _TOPICS)

    async def _close(self, fed: FedSession, passing: Passing) -> None:
        """Write the session's last state, once all of it is stored."""
        name = fed.session.session
        video = passing.pictures if fed.session.delivery == "live" else fed.session.video
        await fed.say(frames=passing.answered, frames_dropped=passing.dropped, video=video or fed.session.video)
        with hint(_HINT_S, f"Session {name} is answered, and waits to be stored: is `perfectform sink` running?"):
            await self.stored(name)
        live, gone = fed.session.delivery == "live", passing.ended == "source_gone"
        if passing.error is not None or (gone and not live):
            await fed.say(state="failed", reason=_reason(passing.error))
        else:
            await fed.say(state="done", reason=_LIVE_ENDS if gone else "", frames_expected=passing.answered)
        await begun.end(self.states, name)
        if passing.error is not None:
            raise passing.error


def _reason(error: Exception | None) -> str:
    return str(error) if error is not None and is_our_sentence(error) else _RECORDED_ENDS
