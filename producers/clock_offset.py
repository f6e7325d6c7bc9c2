"""How late a camera's pictures come, whatever its clock says: against the one that came fastest lately."""

from collections import deque
from typing import Final

_WINDOW_S: Final = 30.0
"""For so long the fastest picture counts: clocks drift, and ways change."""
_SET_ANEW_S: Final = 10.0
"""A picture that is later or earlier than the fastest one by so much: the camera's clock was set."""


class ClockOffset:
    """Estimates what the camera's clock is off by, from the pictures alone.

    The time that the fastest picture took is part of the estimate: what all of them take can't be seen from one side.
    """

    def __init__(self) -> None:
        self._fastest = deque[tuple[float, float]]()
        """When it came, and by how much its clock was behind ours then: rising, the least first."""

    def late_s(self, captured_at_s: float, received_at_s: float) -> float:
        """Give how much later a picture came than the fastest one of the last half minute, seconds.

        Args:
            captured_at_s: when it was taken, by the camera's clock.
            received_at_s: when it came, by ours.
        """
        behind_s = received_at_s - captured_at_s
        if self._fastest and abs(behind_s - self._fastest[0][1]) > _SET_ANEW_S:
            self._fastest.clear()
        while self._fastest and self._fastest[-1][1] >= behind_s:
            self._fastest.pop()
        self._fastest.append((received_at_s, behind_s))
        while self._fastest[0][0] < received_at_s - _WINDOW_S:
            self._fastest.popleft()
        return behind_s - self._fastest[0][1]
