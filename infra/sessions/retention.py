"""Deletes sessions that are older than what is kept: rows, media and all, as their user would."""

import asyncio
from collections.abc import Callable
from typing import Final

from bus.media import Media
from bus.protocol import Bus
from contracts.vocabulary import ENDED
from infra.sessions.media_deleted import delete_media
from infra.sessions.sessions_now import sessions_now

_EVERY_S: Final = 3600.0


async def keep_for(keep_s: float, bus: Bus, media: Media, now_s: Callable[[], float]) -> None:
    """Delete now, and every hour, what ended longer ago than it is kept; until this is cancelled.

    Args:
        keep_s: how long a session is kept from its last change, seconds.
        bus: with the topic `sessions`.
        media: where their videos are.
        now_s: the wall clock, seconds since the epoch.
    """
    while True:
        await delete_before(now_s() - keep_s, bus, media)
        await asyncio.sleep(_EVERY_S)


async def delete_before(moment_s: float, bus: Bus, media: Media) -> None:
    """Delete the sessions that ended before a moment, seconds since the epoch.

    One whose video a later session replays is kept as long as that.
    """
    sessions = await sessions_now(bus)
    old = [session for session in sessions if session.state in ENDED and session.updated_at < moment_s]
    in_use = {session.media for session in sessions if session.parent is not None and session not in old}
    for session in old:
        if session.media is None or session.media not in in_use:
            await bus.publish("sessions", session.session, b"")
            await delete_media(media, session.session)
