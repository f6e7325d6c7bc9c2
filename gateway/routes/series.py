"""Angles over time, when each frame is shown, and who was seen when."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from gateway.documented import answers
from gateway.examples import PEOPLE, SERIES, TIMES
from gateway.parts import Given, Owner
from gateway.people import people_at
from gateway.reply import reply
from gateway.runs import RunAsked, needed_run_of
from gateway.series import series_of
from gateway.times import times_of

router: Final = APIRouter(tags=["sessions"])
_LATEST_S: Final = 1e6
_MOST_FRAME: Final = (1 << 31) - 1

Second = Annotated[float, Query(ge=0, le=_LATEST_S, allow_inf_nan=False, description="Media time, seconds")]


@router.get("/sessions/{session}/series", response_model=None, responses=answers(SERIES, 404, 503))
async def series(  # noqa: PLR0913 - one parameter of the query each
    *,
    parts: Given,
    owner: Owner,
    session: str,
    run: RunAsked = None,
    points: Annotated[int, Query(ge=3, le=20_000, description="How many points at most")] = 2000,
    from_s: Second = 0,
    to_s: Second = _LATEST_S,
) -> Response:
    """Give all angles over time, as columns; thinned where there are more frames than points asked for."""
    asked = needed_run_of(parts.known.find(session, owner), run)
    return reply(await series_of(parts.databases, session, asked, (from_s, to_s), points))


@router.get("/sessions/{session}/times", response_model=None, responses=answers(TIMES, 404, 503))
async def times(parts: Given, owner: Owner, session: str, run: RunAsked = None) -> Response:
    """Give when each frame is shown; never thinned."""
    asked = needed_run_of(parts.known.find(session, owner), run)
    return reply(await times_of(parts.databases, session, asked))


@router.get("/sessions/{session}/people", response_model=None, responses=answers(PEOPLE, 404, 503))
async def people(
    parts: Given,
    owner: Owner,
    session: str,
    frame: Annotated[int, Query(ge=0, le=_MOST_FRAME, description="Index of the frame")],
    run: RunAsked = None,
) -> Response:
    """Give everybody at a frame: the one nearest to it at which the detector looked."""
    asked = needed_run_of(parts.known.find(session, owner), run)
    return reply(await people_at(parts.databases, session, asked, frame))
