"""Recorded sets onto the bus: a file as a new session, the frames of a session that the log still has as a child."""

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from contracts.sessions import Session, SessionVideo
from contracts.vocabulary import ENDED
from gateway.told import new_session_id
from infra.feeding.ask_again import child_of
from infra.feeding.begun_session import begun_or_new
from infra.feeding.feed import Feeder
from infra.sessions.sent_before import SentBefore
from infra.sessions.sessions_now import known_session, sessions_now
from infra.told import Told
from producers.frame_records import Recording, Send
from producers.logged_set import find_logged, logged_set
from producers.pace import Pace
from producers.recorded_set import recorded_set
from producers.video_file import VideoFile, open_video

_CLOCKS_S: Final = 60.0
"""How far the clocks of those who write sessions and frames may be apart."""
_AT_ONCE: Final = 4


@dataclass(frozen=True, kw_only=True)
class Replay:
    """How sets are replayed.

    Args:
        feeder: sends them.
        told: what the user says of the lift.
        quality: of the JPEGs of a file, 1 to 100.
        pace_of: gives the pace of a set.
        tell: is told each line for the user.
    """

    feeder: Feeder
    told: Told
    quality: int
    pace_of: Callable[[], Pace]
    tell: Callable[[str], None]

    async def file(self, path: Path, session: str | None) -> Session:
        """Send a video file as a session, to its end.

        Args:
            path: the file.
            session: the id; one that was begun goes on. None: a new one.
        """
        name = session or new_session_id()
        with ExitStack() as stack:
            video = stack.enter_context(await asyncio.to_thread(open_video, path))
            new = self.told.applied_to(_of_file(name, path, video, self.feeder.now_s()))
            begun = await begun_or_new(self.feeder.bus, new)
            send = recorded_set(video, Recording(session=name, quality=self.quality), time.time)
            return await self._feed(begun, send, path.name)

    async def logged(self, session: str, child: str | None) -> Session:
        """Send a session's frames once more, from the log, as a child of it, to its end.

        Args:
            session: whose frames.
            child: the child's id; one that was begun goes on. None: a new one.
        """
        parent = await known_session(self.feeder.bus, session)
        ended_s = parent.updated_at + _CLOCKS_S if parent.state in ENDED else None
        found = await find_logged(self.feeder.bus, session, parent.created_at - _CLOCKS_S, ended_s)
        name = child or new_session_id()
        told = self.told.applied_to(child_of(parent, name, self.feeder.now_s()))
        new = replace(told, state="running", media=None, delivery="lossless", frames_expected=len(found.offsets))
        begun = await begun_or_new(self.feeder.bus, new)
        send = logged_set(self.feeder.bus, found, Recording(session=name), time.time)
        return await self._feed(begun, send, f"the frames of {session}")

    async def logged_between(self, since_s: float, until_s: float) -> list[Session | Exception]:
        """Send the logged frames of every session that was made in a time, but of no child; a child each.

        Returns:
            The children, and in place of one that failed why.
        """
        made = sorted(await sessions_now(self.feeder.bus), key=lambda one: one.created_at)
        chosen = [one.session for one in made if one.parent is None and since_s <= one.created_at < until_s]
        room = asyncio.Semaphore(_AT_ONCE)

        async def one_of_them(session: str) -> Session:
            async with room:
                return await self.logged(session, None)

        return await asyncio.gather(*map(one_of_them, chosen), return_exceptions=True)  # type: ignore[return-value] # a cancellation ends all

    async def _feed(self, session: Session, send: Send, what: str) -> Session:
        async def send_of(before: SentBefore) -> Send:
            sent = before.sent.frames
            goes_on = f" goes on after {sent} frames of" if sent else ": replaying"
            self.tell(f"Session {session.session}{goes_on} {what}")
            return send

        try:
            return await self.feeder.feed(session, send_of, self.pace_of())
        except asyncio.CancelledError:
            self.tell(f"Session {session.session} isn't finished: replay the same with --session {session.session}")
            raise


def _of_file(name: str, path: Path, video: VideoFile, now_s: float) -> Session:
    info = video.info
    return Session(
        session=name,
        state="running",
        name=path.name,
        video=SessionVideo(width=info.width, height=info.height, duration_s=info.duration_s, fps=info.fps),
        frames_expected=info.frames_estimate,
        created_at=now_s,
        updated_at=now_s,
    )
