"""What has come of sessions that were sent, in lines for the user."""

from collections.abc import Callable, Iterable

from contracts.sessions import Session
from infra.own_errors import is_our_sentence

Outcome = Session | BaseException | None


def told_outcome(session: Session, lost: int = 0) -> str:
    """Say in a line what a session is now.

    Args:
        session: at its end.
        lost: pictures of its source that were not sent.
    """
    frames = [f"{session.frames} frames"]
    if session.frames_dropped:
        frames.append(f"{session.frames_dropped} of them answered unseen, as they came too late")
    if lost:
        frames.append(f"{lost} pictures not sent, as the network was too slow")
    reason = f" ({session.reason})" if session.reason else ""
    return f"Session {session.session} is {session.state}{reason}: {', '.join(frames)}"


def raise_first(outcomes: Iterable[Outcome], tell: Callable[[str], None]) -> None:
    """Raise the first error among outcomes; the others are told."""
    errors = [one for one in outcomes if isinstance(one, BaseException)]
    faults = [error for error in errors if not is_our_sentence(error)]
    first = next(iter(faults or errors), None)
    for error in errors:
        if error is not first:
            tell(str(error))
    if first is not None:
        raise first
