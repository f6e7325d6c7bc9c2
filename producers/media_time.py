"""Presentation times as a viewer would see them: from the first shown frame on, strictly increasing."""


class ShownTimes:
    """Turns a decoder's times into shown times, in the same unit.

    A frame with the time of the one before it is never seen, since it replaces that one's successor at once: it is
    left out. Where times go back (recordings glued together), the clock goes on one usual step after the last frame,
    until the file's own times are ahead again. A frame without a time comes one usual step after the last.
    """

    def __init__(self, usual_step: int) -> None:
        """Start before the first frame.

        Args:
            usual_step: time between two frames, at least 1.
        """
        self._usual_step = max(1, usual_step)
        self._first: int | None = None
        self._last_stated: int | None = None
        self._last = 0
        self._shift = 0
        self.repeated = 0
        """Frames left out because they had the time of the one before."""

    def shown(self, stated: int | None) -> int | None:
        """Return the time since the first shown frame, or None for a frame that is never seen."""
        if self._first is None:
            self._first = stated or 0
            self._last_stated = stated
            return 0
        if stated is not None and stated == self._last_stated:
            self.repeated += 1
            return None
        self._last_stated = stated
        self._last = self._after_last(stated)
        return self._last

    def _after_last(self, stated: int | None) -> int:
        next_usual = self._last + self._usual_step
        if stated is None or self._first is None:
            return next_usual
        since_first = stated - self._first
        if since_first > self._last:
            self._shift = 0
        elif since_first + self._shift <= self._last:
            self._shift = next_usual - since_first
        return since_first + self._shift
