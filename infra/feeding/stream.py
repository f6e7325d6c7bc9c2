"""A live source onto the bus as a session: its newest pictures, until it ends, or is told to."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from contracts.sessions import Session
from infra.feeding.begun_session import begun_or_new
from infra.feeding.feed import Feeder
from infra.sessions.sent_before import SentBefore
from infra.told import Told
from producers.frame_records import Recording, Send
from producers.live_set import encoded, live_set
from producers.newest import Newest
from producers.pace import FlatOut
from producers.source import Source, SourceGoneError, Taken
from producers.watch_source import GONE_AFTER_S, Watch


@dataclass(kw_only=True)
class Stream:
    """One source's way.

    Args:
        feeder: sends its pictures.
        source: what gives them.
        session: the id; one that was begun goes on.
        told: what the user says of the lift.
        quality: of the JPEGs, 1 to 100.
        tell: is told each line for the user.
        gone_after_s: how long the source may stay away before the session ends, seconds.
    """

    feeder: Feeder
    source: Source
    session: str
    told: Told
    quality: int
    tell: Callable[[str], None]
    gone_after_s: float = GONE_AFTER_S
    newest: Newest[Taken] = field(default_factory=Newest)
    """What waits to be sent; `lost`: how many pictures the network couldn't take."""
    _watching: "asyncio.Task[None] | None" = None

    def end(self) -> None:
        """Take no more pictures: the session ends with what it has."""
        self.newest.end("closed")

    async def run(self) -> Session:
        """Send until the end, and give the session as it is then.

        Raises:
            SourceGoneError: the source isn't there at the very first; then there is no session.
        """
        now_s = self.feeder.now_s()
        new = Session(
            session=self.session,
            state="running",
            name=self.source.name,
            delivery="live",
            created_at=now_s,
            updated_at=now_s,
        )
        begun = await begun_or_new(self.feeder.bus, self.told.applied_to(new))
        try:
            return await self.feeder.feed(begun, self._opened, FlatOut())
        finally:
            if self._watching is not None:
                self._watching.cancel()
                await asyncio.wait([self._watching])

    async def _opened(self, before: SentBefore) -> Send:
        """Begin to watch the source, unless the session has ended; a new one begins with the first picture."""
        if not before.ended:
            watch = Watch(self.source, self.newest, before.last, self.gone_after_s)
            self._watching = asyncio.create_task(watch.run())
        if before.last is None and await self.newest.until_any() is None:
            raise SourceGoneError(f"{self.source.name} gave no picture")
        goes_on = f" goes on after {before.sent.frames} frames of" if before.last is not None else ": streaming"
        self.tell(f"Session {self.session}{goes_on} {self.source.name}")
        recording = Recording(session=self.session, quality=self.quality)
        return live_set(self.newest, recording, before.sent, encoded(recording, time.time))
