"""What each session is at this moment, by its newest message."""

from bus.partitioner import partition_of
from bus.protocol import Bus
from bus.record import Ref
from contracts.codec import UnreadableMessageError, decode
from contracts.sessions import Session

_AT_ONCE = 256
_WAIT_S = 1.0


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
    at, end = await bus.span("sessions", partition)
    newest = dict[str, Session]()
    reader = await bus.records_from("sessions", Ref(partition, at))
    while at < end:
        for record in await reader.take(_AT_ONCE, _WAIT_S):
            at = record.offset + 1
            try:
                if record.value:
                    newest[record.key] = decode(record.value, Session)
                else:
                    newest.pop(record.key, None)
            except UnreadableMessageError:
                continue  # who stores it buries it
    await reader.close()
    return newest
