"""Media times of a camera's pictures, over breaks of its connection, and whatever its clock does."""

from typing import Final

from producers.source import Last

_USUAL_STEP_S: Final = 1 / 30


class CameraTimes:
    """Turns a camera's own times into media times, from one connection on.

    Where the camera's clock goes back, or ahead by more than the longest step, the time goes on by a usual one.

    Args:
        last: the last picture before this connection; None: the set begins.
        now_s: the wall clock, seconds since the epoch: so much later than the last picture this connection begins.
        longest_step_s: how far apart two pictures may be, seconds.
    """

    def __init__(self, last: Last | None, now_s: float, longest_step_s: float = 10.0) -> None:
        away_s = 0.0 if last is None else max(_USUAL_STEP_S, now_s - last.received_at_s)
        self._pts_s = 0.0 if last is None else last.pts_s + away_s
        self._own_s: float | None = None
        self._longest_step_s = longest_step_s

    def pts_s(self, own_s: float) -> float:
        """Give the media time of the next picture, seconds.

        Args:
            own_s: its time by the camera's clock, seconds.
        """
        if self._own_s is not None:
            step_s = own_s - self._own_s
            self._pts_s += step_s if 0 < step_s < self._longest_step_s else _USUAL_STEP_S
        self._own_s = own_s
        return self._pts_s
