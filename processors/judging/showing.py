"""Which cue is to be seen: one at a time, for as long as it helps, and with a pause before the next."""

from collections.abc import Sequence
from typing import Final

import msgspec

from contracts.form import CueGiven
from contracts.vocabulary import SEVERITIES

SHOWN_S: Final = 2.5
"""Media time for which a cue stays: long enough to be read from under a bar, over before the next rep's bottom."""
PAUSE_S: Final = 1.0
"""Media time after it in which only a graver one shows: who is told something at every moment hears nothing."""


class Showing(msgspec.Struct, frozen=True):
    """The cue that was shown last."""

    cue: CueGiven
    since_s: float
    """Media time of the frame that brought it."""

    def at(self, pts: float) -> CueGiven | None:
        """Give the cue while it is to be seen at a media time, s; None: no longer."""
        return self.cue if pts < self.since_s + SHOWN_S else None


def showing(before: Showing | None, fired: Sequence[CueGiven], pts: float) -> Showing | None:
    """Say what is shown from a frame on, given the cues that it brought; what comes in a pause is not made up for.

    Args:
        before: what was shown last; None: nothing was.
        fired: the cues of this frame.
        pts: its media time, s.
    """
    if not fired:
        return before
    gravest = max(fired, key=_gravity)
    if before is not None and pts < before.since_s + SHOWN_S + PAUSE_S:
        return Showing(gravest, pts) if _gravity(gravest) > _gravity(before.cue) else before
    return Showing(gravest, pts)


def _gravity(cue: CueGiven) -> int:
    return SEVERITIES.index(cue.severity)
