"""Every session as its newest message tells it, and since when it runs."""

from collections import Counter
from typing import NamedTuple

from bus.record import Record
from contracts.codec import UnreadableMessageError, decode
from contracts.sessions import Session


class Known(NamedTuple):
    """A session."""

    session: Session
    since_s: float
    """When it came to be in its state, seconds since the epoch; later than the truth where the topic has forgotten."""


class SessionsHeard:
    """Made of the records of `sessions`, in their order."""

    def __init__(self) -> None:
        self.unreadable = 0
        """How many records are no session; each is passed over."""
        self._known: dict[str, Known] = {}

    def hear(self, record: Record) -> None:
        """Take in the next record of a partition."""
        before = self._known.pop(record.key, None)
        if not record.value:
            return
        try:
            session = decode(record.value, Session)
        except UnreadableMessageError:
            self.unreadable += 1
            if before is not None:
                self._known[record.key] = before
            return
        goes_on = before is not None and before.session.state == session.state
        self._known[record.key] = Known(session, before.since_s if before and goes_on else session.updated_at)

    def by_state(self) -> dict[str, int]:
        """Count the sessions, by state."""
        return dict(Counter(str(known.session.state) for known in self._known.values()))

    def running(self) -> list[Known]:
        """Give those that run, the newest first."""
        running = [known for known in self._known.values() if known.session.state == "running"]
        return sorted(running, key=lambda known: (known.session.created_at, known.session.session), reverse=True)

    def is_live(self, session: str) -> bool:
        """Whether a session's frames come from a camera, as far as it is known."""
        known = self._known.get(session)
        return known is not None and known.session.delivery == "live"
