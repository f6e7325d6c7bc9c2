"""Numbers as an operator reads them."""

from collections.abc import Sequence
from math import isfinite
from typing import Final

_UNITS: Final = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def age(since_s: float, now_s: float) -> str:
    """Say how long ago a time was, in the largest unit that fits; nothing for what can't be one."""
    if not isfinite(since_s) or since_s <= 0:
        return ""
    passed_s = max(0.0, now_s - since_s)
    for length_s, unit in _UNITS:
        if passed_s >= length_s:
            return f"{passed_s / length_s:.0f} {unit}"
    return "now"


def rate(per_second: float | None) -> str:
    """Give a rate with as many digits as matter; nothing where it isn't known."""
    if per_second is None:
        return ""
    return f"{per_second:.1f}" if 0 < per_second < 10 else f"{per_second:,.0f}"  # noqa: PLR2004 - two digits


def took(seconds: float) -> str:
    """Give a short time, in ms or s."""
    return f"{1000 * seconds:.1f} ms" if abs(seconds) < 1 else f"{seconds:,.1f} s"


def counted(by_name: Sequence[tuple[int, str]]) -> str:
    """Say how many there are of each: `3 running, 12 done`."""
    return ", ".join(f"{count:,} {name}" for count, name in by_name)
