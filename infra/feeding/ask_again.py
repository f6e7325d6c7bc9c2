"""Another look at a session's stored video: as a run of its own session, or as a child; `worker ingest` takes it up."""

from msgspec.structs import replace

from bus.protocol import Bus
from contracts.codec import encode
from contracts.session_changes import asked_anew
from contracts.sessions import Session
from infra.sessions.sessions_now import known_session, session_now
from infra.told import Told


class NoVideoError(ValueError):
    """A session's video was not kept; one sentence."""


class ChildTakenError(ValueError):
    """There is a session of the id that a child was to get; one sentence."""


async def ask_again(bus: Bus, session: str, told: Told, now_s: float) -> Session:
    """Ask for another run of a session, with what is told anew; one that is worked on begins anew.

    Raises:
        NoSessionError: there is none.
        NoVideoError: its video was not kept.
    """
    told_anew = told.applied_to(await _with_video(bus, session))
    return await _said(bus, asked_anew(told_anew, now_s))


async def ask_child(bus: Bus, session: str, child: str, told: Told, now_s: float) -> Session:
    """Ask for a session of its own over the same video. It goes when its parent is deleted.

    Raises:
        NoSessionError: there is no such session.
        NoVideoError: its video was not kept.
        ChildTakenError: there is a session with the child's id.
    """
    parent = await _with_video(bus, session)
    if await session_now(bus, child) is not None:
        raise ChildTakenError(f"There is a session {child} already: choose another --session")
    return await _said(bus, told.applied_to(child_of(parent, child, now_s)))


def child_of(parent: Session, name: str, now_s: float) -> Session:
    """Give a session that is to replay another, with all that was told of that."""
    return replace(
        parent,
        session=name,
        parent=parent.session,
        state="uploaded",
        reason="",
        runs=(),
        frames=0,
        frames_dropped=0,
        created_at=now_s,
        updated_at=now_s,
    )


async def _with_video(bus: Bus, session: str) -> Session:
    found = await known_session(bus, session)
    if found.media is None:
        raise NoVideoError(
            f"The video of session {session} was not kept: its frames may be in the log still, try --from-log"
        )
    return found


async def _said(bus: Bus, session: Session) -> Session:
    await bus.publish("sessions", session.session, encode(session))
    return session
