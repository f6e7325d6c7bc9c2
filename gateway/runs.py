"""Which run of a session a question is about."""

from typing import Annotated

from fastapi import Query

from contracts.sessions import Session
from gateway.refused import RefusedError, quoted

RunAsked = Annotated[str | None, Query(max_length=40, description="Id of a run; left out: the primary one")]


def run_of(session: Session, asked: str | None) -> str | None:
    """Return the run asked for, or the primary one; None: there is none yet.

    Raises:
        RefusedError: 404, the session has no such run.
    """
    ids = [run.id for run in session.runs]
    if asked is None:
        return ids[0] if ids else None
    if asked not in ids:
        raise RefusedError(404, f"The session has no run {quoted(asked)}: its runs are {', '.join(ids) or 'none yet'}.")
    return asked


def needed_run_of(session: Session, asked: str | None) -> str:
    """Return the run asked for, or the primary one.

    Raises:
        RefusedError: 404, there is no such run, or none yet.
    """
    run = run_of(session, asked)
    if run is None:
        raise RefusedError(404, "The session has no run yet; it waits in the queue.")
    return run
