"""A session's name and state in words."""

from contracts.vocabulary import WAITING
from gateway.views import SessionView
from infra.printable import printable
from infra.results.shown_rep import counted


def name_of(session: SessionView) -> str:
    """Give what the user calls it, else its id."""
    return printable(session.name or session.session)


def state_of(session: SessionView) -> str:
    """Say how far it has come, and why it came no further."""
    if session.state in WAITING:
        return "waiting" if session.place is None else f"waiting, place {session.place}"
    if session.state == "running" and session.progress is not None:
        return f"running, {session.progress:.0%}"
    if session.state == "done":
        return f"done, {counted(session.reps or 0)}"
    reason = printable(session.reason).rstrip(".")
    return f"{session.state}: {reason}" if reason else session.state
