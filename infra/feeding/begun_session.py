"""Whether a session is sent from its beginning, or goes on where somebody was killed who sent it."""

from bus.protocol import Bus
from contracts.sessions import Session
from infra.sessions.sessions_now import session_now


class SessionTakenError(ValueError):
    """There is a session of this id that can't be gone on with; one sentence."""


async def begun_or_new(bus: Bus, new: Session) -> Session:
    """Give the session of this id that was begun and not ended, as it was told then; else the new one.

    Raises:
        SessionTakenError: there is one that has ended, or that is sent otherwise.
    """
    found = await session_now(bus, new.session)
    if found is None:
        return new
    if found.state != "running" or found.media is not None:
        raise SessionTakenError(f"Session {new.session} is {found.state} already: choose another --session")
    if (found.delivery, found.parent, found.name) != (new.delivery, new.parent, new.name):
        raise SessionTakenError(
            f"Session {new.session} was begun from {found.name or 'another source'!r}, {found.delivery}: "
            "go on with that, or choose another --session"
        )
    return found
