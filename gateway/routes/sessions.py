"""The list of sessions, one session, its deletion."""

from itertools import islice
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from contracts.sessions import Session
from gateway.documented import answers
from gateway.examples import DETAIL, PAGE, RECEIPT
from gateway.history import sets_of, tallies
from gateway.known_sessions import Place
from gateway.media_keys import media_prefix
from gateway.parts import Given, Owner
from gateway.refused import RefusedError, quoted
from gateway.reply import reply
from gateway.runs import RunAsked, run_of
from gateway.views import Receipt, SessionDetail, SessionPage, run_view, session_view

router: Final = APIRouter(tags=["sessions"])


@router.get("/sessions", response_model=None, responses=answers(PAGE, 404, 503))
async def list_sessions(
    parts: Given,
    owner: Owner,
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most")] = 50,
    before: Annotated[str | None, Query(max_length=100, description="`next` of the page before this one")] = None,
    beside: Annotated[str | None, Query(description="Only those that show the same set as this one, and it")] = None,
) -> Response:
    """List the sessions, newest first."""
    known, place = parts.known, _place(before)
    asked = known.newest_first(owner, place) if beside is None else known.views(known.find(beside, owner), place)
    found = list(islice(asked, limit + 1))
    shown = found[:limit]
    counted = await tallies(parts.databases, shown)
    views = tuple(session_view(one, parts.known.place(one.session), counted.get(one.session)) for one in shown)
    return reply(SessionPage(sessions=views, next=_cursor(shown[-1]) if len(found) > limit else None))


@router.get("/sessions/{session}", response_model=None, responses=answers(DETAIL, 404, 503))
async def get_session(parts: Given, owner: Owner, session: str, run: RunAsked = None) -> Response:
    """Show a session with its sets, reps, checks and cues, as one run found them."""
    found = parts.known.find(session, owner)
    shown = run_of(found, run)
    counted = await tallies(parts.databases, [found])
    view = session_view(found, parts.known.place(session), counted.get(session))
    detail = SessionDetail(
        **{name: getattr(view, name) for name in view.__struct_fields__},
        run_shown=shown,
        runs=tuple(map(run_view, found.runs)),
        sets_found=() if shown is None else await sets_of(parts.databases, session, shown),
    )
    return reply(detail)


@router.delete("/sessions/{session}", response_model=None, responses=answers(RECEIPT, 404, 507))
async def delete_session(parts: Given, owner: Owner, session: str) -> Response:
    """Delete a session: what it found, its video, everything, and every session that replays it."""
    for found in parts.known.with_children(parts.known.find(session, owner)):
        await parts.known.forget(found.session)
        await parts.media.delete_under(media_prefix(found.session))
    return reply(Receipt(session=session, frames_leave_log_at=None))


def _cursor(session: Session) -> str:
    return f"{session.created_at!r},{session.session}"


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    created_at, _, session = cursor.partition(",")
    try:
        return float(created_at), session
    except ValueError as error:
        raise RefusedError(422, f"`before` is the `next` of a page before, not {quoted(cursor)}.") from error
