"""How long to wait before what died is started again."""

from typing import Final

_FIRST_S: Final = 0.5
_LONGEST_S: Final = 10.0
_LONG_RUN_S: Final = 60.0
"""Who ran so long had started well: what ended it is another matter."""


def next_wait(last_wait_s: float, ran_s: float) -> float:
    """Give the wait before the next start, seconds.

    Args:
        last_wait_s: the one before this start; 0: there was none.
        ran_s: how long it ran since.
    """
    if last_wait_s == 0 or ran_s >= _LONG_RUN_S:
        return _FIRST_S
    return min(2 * last_wait_s, _LONGEST_S)
