"""Angles over the time of a session, as columns, with no more points than a screen can show."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

import numpy as np
from numpy.typing import NDArray

from contracts.message import Message, says
from contracts.vocabulary import ANGLES, Phase
from gateway.database import Databases
from gateway.thinning import kept

_SQL: Final = """\
SELECT frame, pts, phase, rep, angles_deg, angles_std_deg FROM form FINAL
WHERE session = {session:String} AND run = {run:String} AND pts >= {from_s:Float64} AND pts <= {to_s:Float64}
ORDER BY frame"""
_NOTHING: Final = [float("nan")] * len(ANGLES)


class AngleSeries(Message, frozen=True, kw_only=True):
    """One angle over time."""

    deg: Annotated[tuple[float | None, ...], says("The angle; null: not measured", unit="deg")]
    std_deg: Annotated[tuple[float | None, ...], says("Its standard deviation", unit="deg")]


class Series(Message, frozen=True, kw_only=True):
    """All angles over time; every column has a value for each point."""

    run: Annotated[str, says("The run that measured them")]
    pts_s: Annotated[tuple[float, ...], says("Media time", unit="s")]
    frame: Annotated[tuple[int, ...], says("Index of the frame")]
    phase: Annotated[tuple[Phase, ...], says("Where in the lift")]
    rep: Annotated[tuple[int | None, ...], says("Index of the rep under way; null: none is")]
    angles: Annotated[dict[str, AngleSeries], says("By name: see `contracts.vocabulary.ANGLES`")]
    decimated: Annotated[bool, says("Whether there are more frames than points were asked for")]


async def series_of(databases: Databases, session: str, run: str, window_s: tuple[float, float], points: int) -> Series:
    """Read a run's angles.

    Args:
        databases: Where they are.
        session: Whose.
        run: Measured by which run.
        window_s: From when to when, media time, both included.
        points: How many points at most, 3 or more.
    """
    rows = await databases.rows(_SQL, session=session, run=run, from_s=window_s[0], to_s=window_s[1])
    return _thinned(run, rows, points)


def _thinned(run: str, rows: Sequence[Sequence[Any]], points: int) -> Series:
    deg = _matrix([row[4] for row in rows])
    std_deg = _matrix([row[5] for row in rows])
    at = kept(np.array([row[1] for row in rows], np.float64), deg, points)
    shown = [rows[index] for index in at]
    return Series(
        run=run,
        pts_s=tuple(row[1] for row in shown),
        frame=tuple(row[0] for row in shown),
        phase=tuple(row[2] for row in shown),
        rep=tuple(row[3] for row in shown),
        angles={
            name: AngleSeries(deg=_column(deg[at, number]), std_deg=_column(std_deg[at, number]))
            for number, name in enumerate(ANGLES)
        },
        decimated=len(shown) < len(rows),
    )


def _matrix(lists: Sequence[Sequence[float]]) -> NDArray[np.float32]:
    """Make a row of each list; an empty one, which stands for nobody, becomes a row of NaN."""
    return np.array([one or _NOTHING for one in lists], np.float32).reshape(-1, len(ANGLES))


def _column(values: NDArray[np.float32]) -> tuple[float | None, ...]:
    """Give plain numbers, to three digits after the point: what a plot shows, in half the bytes."""
    return tuple(round(value, 3) if value == value else None for value in values.tolist())  # noqa: PLR0124 - NaN isn't itself
