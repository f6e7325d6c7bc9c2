"""What a session becomes by a word on it, whoever says it."""

from typing import Final

from msgspec.structs import replace

from contracts.sessions import Session

_TICK_S: Final = 1e-5


def dated(session: Session, now_s: float) -> Session:
    """Say when a message is written; of two the later one has the later time, even if a clock was set back.

    Args:
        session: as it is to be, with the time of what it replaces.
        now_s: the wall clock, seconds since the epoch.
    """
    return replace(session, updated_at=max(now_s, session.updated_at + _TICK_S))


def asked_anew(session: Session, now_s: float) -> Session:
    """Ask for a session's video to be worked on from its first frame; `now_s` as in `dated`."""
    return dated(replace(session, state="uploaded", reason="", frames=0, frames_dropped=0), now_s)
