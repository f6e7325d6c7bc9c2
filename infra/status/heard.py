"""All that was read of a run's topics so far, and what it comes to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bus.record import Record
from contracts.event import SHADOW
from infra.status.answers_heard import AnswersHeard, FrameTimes, Progress
from infra.status.latency import latency_of
from infra.status.letters_heard import LettersHeard
from infra.status.sessions_heard import Known, SessionsHeard
from infra.status.status import Delivery, Drops, Latency, RunningSession, Sessions

SESSIONS: Final = "sessions"
ANSWERS: Final = "form"
LETTERS: Final = "dead_letters"


@dataclass(frozen=True)
class Heard:
    """Is given records, and says what is known by them."""

    sessions: SessionsHeard = field(default_factory=SessionsHeard)
    answers: AnswersHeard = field(default_factory=AnswersHeard)
    letters: LettersHeard = field(default_factory=LettersHeard)

    def hear(self, record: Record) -> None:
        """Take in a record of a topic that is read; what models beside answer keeps nobody waiting."""
        if SHADOW in record.headers:
            return
        self._hears[record.topic](record)

    @property
    def unreadable(self) -> Mapping[str, int]:
        """How many records were garbage, by topic."""
        return {
            SESSIONS: self.sessions.unreadable,
            ANSWERS: self.answers.unreadable,
            LETTERS: self.letters.unreadable,
        }

    def all_sessions(self) -> Sessions:
        """Give every session, those that run in full."""
        running = tuple(self._running(known) for known in self.sessions.running())
        return Sessions(by_state=self.sessions.by_state(), running=running)

    def drops(self) -> Drops:
        """Count what was dropped of the newest live frames."""
        live = self._frames("live")
        return Drops(live_frames=len(live), dropped=sum(frame.dropped for frame in live))

    def latency(self) -> Latency | None:
        """Say how long the newest frames took: those of live sessions, if there are any."""
        return latency_of(self._frames("live"), "live") or latency_of(self._frames("lossless"), "lossless")

    @property
    def _hears(self) -> Mapping[str, Callable[[Record], None]]:
        return {SESSIONS: self.sessions.hear, ANSWERS: self.answers.hear, LETTERS: self.letters.hear}

    def _frames(self, delivery: Delivery) -> list[FrameTimes]:
        is_live = delivery == "live"
        return [frame for frame in self.answers.newest() if self.sessions.is_live(frame.session) == is_live]

    def _running(self, known: Known) -> RunningSession:
        session = known.session
        work = session.session, session.runs[0].id if session.runs else ""
        done = self.answers.progress(work) or Progress(session.frames)
        return RunningSession(
            session=session.session,
            name=session.name,
            delivery=session.delivery,
            frames=done.frames,
            frames_expected=session.frames_expected,
            frames_per_second=self.answers.frames_per_second(work),
            frames_dropped=max(done.dropped, session.frames_dropped),
            running_since=known.since_s,
        )
