"""Adds up CPU seconds by name."""

import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_SETTLES_S: Final = 0.05
"""A library's threads run on for a moment after what they were asked for."""


class Meter:
    """Measures this process and its children that have ended: nothing else may run in it meanwhile."""

    def __init__(self) -> None:
        self.cpu_s = defaultdict[str, float](float)
        self.calls = Counter[str]()

    @contextmanager
    def measuring(self, part: str, calls: int = 0) -> Iterator[None]:
        """Measure what is done inside; so many calls it is."""
        time.sleep(_SETTLES_S)
        began_s = cpu_s()
        yield
        self.cpu_s[part] += cpu_s() - began_s
        self.calls[part] += calls


def cpu_s() -> float:
    """Give the CPU seconds used so far, user and system."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
