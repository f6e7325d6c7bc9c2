"""Every session that phones film through this process."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from contracts.sessions import Session
from gateway.cameras import CameraRefusedError
from infra.cameras.filming import Filming
from infra.feeding.feed import Feeder
from producers.watch_source import GONE_AFTER_S

_log: Final = logging.getLogger(__name__)


class PhoneCameras:
    """See `gateway.cameras.Cameras`.

    Args:
        feeder: sends their pictures.
        gone_after_s: how long nothing may come of a phone before its session ends, seconds.
    """

    def __init__(self, feeder: Feeder, gone_after_s: float = GONE_AFTER_S) -> None:
        self._feeder, self._gone_after_s = feeder, gone_after_s
        self._filmed: dict[str, Filming] = {}
        self.idle: Final = asyncio.Event()
        """Set while no session is filmed."""
        self.idle.set()

    def begin(self, session: Session, phone: str) -> Filming:
        """See `gateway.cameras.Cameras`."""
        name = session.session
        self.idle.clear()
        self._filmed[name] = Filming(self._feeder, session, phone, self._gone_after_s, lambda: self._over(name))
        _log.info("Session %s is filmed by a phone.", name)
        return self._filmed[name]

    def go_on(self, session: Session, phone: str) -> Filming:
        """See `gateway.cameras.Cameras`."""
        filmed = self._filmed.get(session.session)
        if filmed is not None:
            if filmed.phone != phone:
                raise CameraRefusedError(
                    "camera_taken",
                    f"Another phone films session {session.session} as this camera: give this one a name of its own.",
                )
            return filmed
        if session.state != "running":
            raise CameraRefusedError("session_over", f"Session {session.session} is over: begin a new one.")
        if session.delivery != "live" or session.media is not None:
            raise CameraRefusedError("session_over", f"Session {session.session} isn't filmed: begin a new one.")
        return self.begin(session, phone)

    def stop(self, session: str) -> bool:
        """See `gateway.cameras.Cameras`."""
        filmed = self._filmed.get(session)
        if filmed is not None:
            filmed.stop()
        return filmed is not None

    async def end(self, within_s: float) -> None:
        """End every session with what it has, and wait for that, but not for long."""
        for filmed in self._filmed.values():
            filmed.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.idle.wait(), within_s)
        await self.leave()

    async def fail(self, reason: str) -> None:
        """Let every session fail: the models did."""
        _log.error("What phones film has failed: %s.", reason)
        for filmed in list(self._filmed.values()):
            await filmed.fail(reason)

    async def leave(self) -> None:
        """Leave every session as it is: its phone goes on with it once a process like this one runs again."""
        for filmed in list(self._filmed.values()):
            await filmed.leave()

    def _over(self, session: str) -> None:
        ended = self._filmed.pop(session)
        if not self._filmed:
            self.idle.set()
        ended.tell_fault()
