"""What a killed process was filming in its own memory: its frames went with it, and what was answered is kept."""

from typing import Final

from msgspec.structs import replace

from bus.protocol import Bus
from contracts.codec import encode
from contracts.session_changes import dated
from contracts.sessions import Session
from infra.sessions.sessions_now import sessions_now

_REASON: Final = "The server was ended while it was filmed"


async def end_filmed(bus: Bus, now_s: float) -> None:
    """Say of sessions that were filmed, and have no end, that they are over.

    Args:
        bus: with the topic `sessions`, and frames of no session.
        now_s: the wall clock, seconds since the epoch.
    """
    for one in await sessions_now(bus):
        if one.state == "running" and one.delivery == "live" and one.media is None:
            await bus.publish("sessions", one.session, encode(_over(one, now_s)))


def _over(session: Session, now_s: float) -> Session:
    """Give it with its end; how long it was, and how many frames a second, is only known by its last words."""
    lasted_s = max(1.0, session.updated_at - session.created_at)
    video = session.video and replace(session.video, duration_s=lasted_s, fps=max(1, session.frames) / lasted_s)
    over = replace(session, state="done", reason=_REASON, frames_expected=session.frames, video=video)
    return dated(over, now_s)
