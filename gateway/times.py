"""When each frame of a run is shown: what leads from a frame to the place in its video, and back."""

from typing import Annotated, Final

from contracts.message import Message, says
from gateway.database import Databases

_SQL: Final = """\
SELECT frame, pts FROM form FINAL
WHERE session = {session:String} AND run = {run:String}
ORDER BY frame"""
_DIGITS: Final = 6


class Times(Message, frozen=True, kw_only=True):
    """Every frame of a run with its time; both columns are equally long."""

    run: Annotated[str, says("The run whose frames they are")]
    frame: Annotated[tuple[int, ...], says("Index of the frame")]
    pts_s: Annotated[tuple[float, ...], says("Media time at which it begins to be shown", unit="s")]


async def times_of(databases: Databases, session: str, run: str) -> Times:
    """Read a run's times: all of them, as a frame can't be found by the times of others."""
    rows = await databases.rows(_SQL, session=session, run=run)
    return Times(run=run, frame=tuple(row[0] for row in rows), pts_s=tuple(round(row[1], _DIGITS) for row in rows))
