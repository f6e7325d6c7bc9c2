"""What each session is at this moment, by its newest message."""

from contextlib import aclosing, suppress

from bus.log_span import records_between
from bus.partitioner import partition_of
from bus.protocol import Bus
from bus.record import Ref
from contracts.codec import UnreadableMessageError, decode
from contracts.sessions import Session


class NoSessionError(ValueError):
    """There is no session of this id; one sentence."""


async def session_now(bus: Bus, session: str) -> Session | None:
    """Give a session; None: it was deleted, or never was."""
    return (await _of(bus, partition_of(session, bus.partitions))).get(session)


async def known_session(bus: Bus, session: str) -> Session:
    """Give a session.

    Raises:
        NoSessionError: there is none.
    """
    found = await session_now(bus, session)
    if found is None:
        raise NoSessionError(f"There is no session {session!r}: it was deleted, or never was, or is no file either")
    return found


async def sessions_now(bus: Bus) -> list[Session]:
    """Give all sessions; those that can't be read are left out."""
    return [session for at in range(bus.partitions) for session in (await _of(bus, at)).values()]


async def _of(bus: Bus, partition: int) -> dict[str, Session]:
    earliest, end = await bus.span("sessions", partition)
    newest = dict[str, Session]()
    async with aclosing(records_between(bus, "sessions", Ref(partition, earliest), end)) as records:
        async for record in records:
            if not record.value:
                newest.pop(record.key, None)
                continue
            with suppress(UnreadableMessageError):  # who stores it buries it
                newest[record.key] = decode(record.value, Session)
    return newest
