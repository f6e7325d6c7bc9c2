"""Work on a session: stop it, or begin it again with something told."""

from typing import Final

from fastapi import APIRouter
from msgspec.structs import replace
from pydantic import BaseModel, Field
from starlette.responses import Response

from contracts.arrays import floats
from contracts.run import LifterHint
from contracts.session_changes import asked_anew, dated
from contracts.sessions import Session
from contracts.vocabulary import UNFINISHED, LiftChoice
from gateway.documented import answers
from gateway.examples import SESSION
from gateway.history import tallies
from gateway.parts import Given, Owner, Parts
from gateway.refused import RefusedError
from gateway.reply import reply
from gateway.views import session_view

router: Final = APIRouter(tags=["runs"])
_MOST: Final = 1 << 31


class Tap(BaseModel, frozen=True, extra="forbid"):
    """Where the lifter was tapped."""

    frame: int = Field(ge=0, lt=_MOST, description="Index of the frame")
    x: float = Field(ge=0, le=100_000, allow_inf_nan=False, description="Pixels from the left")
    y: float = Field(ge=0, le=100_000, allow_inf_nan=False, description="Pixels from the top")


class RunTold(BaseModel, frozen=True, extra="forbid"):
    """What is told anew; what is left out stays as it is."""

    height_m: float | None = Field(None, ge=1.0, le=2.5, allow_inf_nan=False, description="The lifter's height")
    lift: LiftChoice | None = Field(None, description="Which lift it is")
    lifter_hint: Tap | None = Field(None, description="Who the lifter is")


@router.post(
    "/sessions/{session}/cancel",
    status_code=202,
    response_model=None,
    responses=answers(SESSION, 404, 409, 503, 507, status=202),
)
async def cancel(parts: Given, owner: Owner, session: str) -> Response:
    """Stop working on a session; what was found so far stays. What a phone films ends as if the phone had ended it."""
    found = parts.known.find(session, owner)
    if found.state not in UNFINISHED:
        raise RefusedError(409, f"There is nothing to cancel: the session is {found.state}.")
    if parts.cameras.stop(found.session):
        return await _shown(parts, found)
    cancelled = replace(found, state="cancelled", reason="Cancelled by you.")
    return await _write(parts, dated(cancelled, parts.now_s()))


@router.post(
    "/sessions/{session}/runs",
    status_code=202,
    response_model=None,
    responses=answers(SESSION, 400, 404, 409, 413, 503, 507, status=202),
)
async def run_again(parts: Given, owner: Owner, session: str, told: RunTold) -> Response:
    """Work on the stored video once more, with another height, lift or lifter; the new run becomes the primary one.

    A session that is being worked on begins anew.
    """
    found = parts.known.find(session, owner)
    if found.media is None:
        raise RefusedError(409, "The session's video was not kept, so it can't be run again.")
    tap = told.lifter_hint
    hint = found.lifter_hint if tap is None else LifterHint(frame=tap.frame, point_in_image=floats([tap.x, tap.y]))
    asked = replace(
        found,
        height_m=found.height_m if told.height_m is None else told.height_m,
        lift=told.lift or found.lift,
        lifter_hint=hint,
    )
    return await _write(parts, asked_anew(asked, parts.now_s()))


async def _write(parts: Parts, session: Session) -> Response:
    await parts.known.publish(session)
    return await _shown(parts, session)


async def _shown(parts: Parts, session: Session) -> Response:
    counted = await tallies(parts.databases, [session])
    place = parts.known.place(session.session)
    return reply(session_view(session, place, counted.get(session.session)), 202)
