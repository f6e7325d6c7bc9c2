"""The events of one session, each once, in order, numbered; and where the session stands after them."""

import secrets
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from contracts.form import Form, FormEnd, FormEvent, RepEnded, SetStarted
from contracts.vocabulary import Phase
from gateway.live_messages import LiveEvent, SessionChanged
from gateway.views import Tally

KEPT_EVENTS: Final = 4096
"""Of each session: several hundred reps, or half an hour of progress."""


class Numbered(NamedTuple):
    """An event as it is sent, encoded once for everybody."""

    sequence: int
    data: bytes


class _Place(NamedTuple):
    """How far a run has come."""

    frame: int
    offset: int
    """Where the frame's picture lies in the log: whoever begins the frames anew puts them there anew, further on."""


_NOWHERE: Final = _Place(frame=-1, offset=-1)


class LiveLog:
    """What a session has told since this process began."""

    def __init__(self) -> None:
        self.name: Final = secrets.token_hex(4)
        """Tells it from the session's log in another process, or before this one began."""
        self.sequence = 0
        """Number of the newest event."""
        self.set: int | None = None
        self.reps = 0
        self.phase: Phase = "unknown"
        self._events: deque[Numbered] = deque(maxlen=KEPT_EVENTS)
        self._tallies: dict[str, Tally] = {}
        self._places: dict[tuple[str, str], _Place] = {}

    def tally(self, run: str | None) -> Tally | None:
        """Return what a run has found, as far as this process saw it; None: it saw nothing of the run."""
        return None if run is None else self._tallies.get(run)

    def start_again(self) -> None:
        """Count from nothing again: the session goes back into the queue, and every run begins at its first frame."""
        self._tallies.clear()
        self._places = {of: place._replace(frame=-1) for of, place in self._places.items()}
        self.set, self.reps, self.phase = None, 0, "unknown"

    def changed(self, change: SessionChanged) -> None:
        """Note that the session has come further."""
        self._tell(change, None, None)

    def take(self, form: Form | FormEnd) -> bool:
        """Note what a frame brought; return False for one that was noted before: topics may deliver twice."""
        before = self._places.get((form.run, form.camera), _NOWHERE)
        place = _place(form, before)
        if place.offset <= before.offset and (place.offset < before.offset or place.frame <= before.frame):
            return False
        if place.frame <= before.frame:  # further on in the log, so the frames have begun anew
            self._tallies.pop(form.run, None)
        self._places[form.run, form.camera] = place
        for event in form.events:
            self._tell(event, form.frame, form.pts)
        self._count(form)
        if isinstance(form, Form):
            self.set, self.reps, self.phase = form.set, form.reps, form.phase
        return True

    def between(self, after: int, until: int) -> Iterator[Numbered]:
        """Go through the events with the numbers above `after`, up to `until`, that are still known."""
        skipped = max(0, after - (self.sequence - len(self._events)))
        for index in range(skipped, len(self._events)):
            if self._events[index].sequence > until:
                return
            yield self._events[index]

    def _count(self, form: Form | FormEnd) -> None:
        known = self._tallies.get(form.run, Tally())
        sets = sum(isinstance(event, SetStarted) for event in form.events)
        reps = sum(isinstance(event, RepEnded) for event in form.events)
        self._tallies[form.run] = Tally(sets=known.sets + sets, reps=known.reps + reps)

    def _tell(self, event: FormEvent | SessionChanged, frame: int | None, pts: float | None) -> None:
        self.sequence += 1
        told = LiveEvent(sequence=self.sequence, frame=frame, pts=pts, event=event)
        self._events.append(Numbered(self.sequence, msgspec.msgpack.encode(told)))


def _place(form: Form | FormEnd, before: _Place) -> _Place:
    """Say how far a form is; one that names no picture, as the end does, comes right after those before it."""
    ref = form.trace.frame_ref
    return _Place(form.frame, before.offset if ref is None else ref.offset)
