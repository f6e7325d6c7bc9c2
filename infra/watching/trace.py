"""The angles of the last seconds: what the moving plots remember."""

from math import isnan
from typing import Final, NamedTuple

from contracts.arrays import array
from contracts.form import Form
from contracts.vocabulary import ANGLES

TRACE_S: Final = 10.0
_NONE: Final = (float("nan"),) * len(ANGLES)
_SIDES: Final = ("left", "right")


class Moment(NamedTuple):
    """The angles of one frame, in the order of `ANGLES`; NaN: none."""

    pts_s: float
    deg: tuple[float, ...]
    std_deg: tuple[float, ...]


Trace = tuple[Moment, ...]


class Point(NamedTuple):
    """One angle at one time."""

    pts_s: float
    deg: float
    std_deg: float


def traced(trace: Trace, form: Form) -> Trace:
    """Add a frame, and leave out what is too old; begins anew where time runs backwards."""
    if trace and form.pts <= trace[-1].pts_s:
        trace = ()
    moment = Moment(form.pts, _values(form.angles), _values(form.angles_std))
    return (*(one for one in trace if one.pts_s > form.pts - TRACE_S), moment)


def better_seen(trace: Trace, angle: str) -> tuple[str, list[Point]]:
    """Choose the side of the body on which an angle, as `knee_flexion`, is surer; give that side and its points."""
    sides = {side: _points(trace, f"{angle}_{side}") for side in _SIDES}
    side = min(_SIDES, key=lambda one: _unsureness(sides[one]))
    return side, sides[side]


def _points(trace: Trace, name: str) -> list[Point]:
    number = [*ANGLES].index(name)  # type: ignore[arg-type] # a name that is none has no index
    return [Point(one.pts_s, one.deg[number], one.std_deg[number]) for one in trace]


def _unsureness(points: list[Point]) -> float:
    """Add the spreads up; a frame without the angle counts as one of a right angle."""
    return sum(90.0 if isnan(one.std_deg) else one.std_deg for one in points)


def _values(data: bytes | None) -> tuple[float, ...]:
    return _NONE if data is None else tuple(array(data, len(ANGLES)).tolist())
