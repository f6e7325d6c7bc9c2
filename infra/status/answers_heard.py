"""What the judge has answered, as far as it was read: how far sessions are, how fast they go, how long frames took."""

from collections import Counter, deque
from heapq import nlargest
from typing import Final, NamedTuple

from bus.record import Record
from contracts.codec import UnreadableMessageError, decode
from contracts.event import Trace
from contracts.form import Form, FormEnd

Work = tuple[str, str]
"""A session and the run over its frames."""

_NEWEST_FRAMES: Final = 512
_KEPT_FRAMES: Final = 8192
"""More than the newest: partitions are read one after another, so the last ones read may be old."""
_KEPT_WORKS: Final = 4096
_KEPT_LOOKS: Final = 5


class Progress(NamedTuple):
    """How far the work on a session is."""

    frames: int = 0
    """Answered, counted from the session's first."""
    dropped: int = 0
    """Answered unseen, of those that were read."""


class FrameTimes(NamedTuple):
    """When one frame was where."""

    session: str
    dropped: bool
    trace: Trace
    appended_at: float
    """When its answer was appended to the log, seconds since the epoch."""


class AnswersHeard:
    """Made of the newest records of `form`, in their order."""

    def __init__(self) -> None:
        self.unreadable = 0
        """How many records are no answer; each is passed over."""
        self._frames: deque[FrameTimes] = deque(maxlen=_KEPT_FRAMES)
        self._progress: dict[Work, Progress] = {}
        self._now: Counter[Work] = Counter()
        self._looks: deque[tuple[float, Counter[Work]]] = deque(maxlen=_KEPT_LOOKS)

    def hear(self, record: Record) -> None:
        """Take in the next record of a partition."""
        try:
            form = decode(record.value, Form, FormEnd)
        except UnreadableMessageError:
            self.unreadable += 1
            return
        work = form.session, form.run
        before = self._progress.pop(work, Progress())
        if isinstance(form, Form):
            self._now[work] += 1
            self._frames.append(FrameTimes(form.session, form.dropped, form.trace, record.appended_at))
            self._progress[work] = Progress(form.frame + 1, before.dropped + form.dropped)
        else:
            self._progress[work] = Progress(form.frame, before.dropped)
        if len(self._progress) > _KEPT_WORKS:
            del self._progress[next(iter(self._progress))]

    def end_look(self, took_s: float | None) -> None:
        """Note that all that was published until now is heard.

        Args:
            took_s: how long ago that was so the last time; None: this was the first.
        """
        if took_s:
            self._looks.append((took_s, self._now))
        self._now = Counter()

    def newest(self) -> list[FrameTimes]:
        """Give the frames that were answered last, by the log's clock."""
        return nlargest(_NEWEST_FRAMES, self._frames, key=lambda frame: frame.appended_at)

    def progress(self, work: Work) -> Progress | None:
        """Say how far the work on a session is; None: nothing of it was read."""
        return self._progress.get(work)

    def frames_per_second(self, work: Work) -> float | None:
        """Say how fast the work on a session goes; None: there was only one look."""
        took_s = sum(took_s for took_s, _ in self._looks)
        return sum(counts[work] for _, counts in self._looks) / took_s if took_s else None
