"""One camera's session while a phone films it: its newest pictures onto the bus, over breaks of the connection."""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from contracts.codec import encode
from contracts.session_changes import dated
from contracts.sessions import Session
from gateway.camera_messages import CameraFault, Chunk, Frame, Shot
from gateway.cameras import CameraRefusedError, FrameRefusedError
from infra.cameras.phone_video import PhoneVideo
from infra.feeding.fed_session import StoppedByOthersError
from infra.feeding.feed import Feeder
from infra.own_errors import is_our_sentence
from infra.sessions.sent_before import SentBefore
from infra.sessions.sessions_now import session_now
from producers.camera_times import CameraTimes
from producers.clock_offset import ClockOffset
from producers.frame_records import Recording, Send
from producers.jpeg_size import NotAJpegError, Size, jpeg_size
from producers.live_set import live_set
from producers.newest import Newest
from producers.pace import FlatOut
from producers.snapped import Snapped, passed_on

_LOOK_S: Final = 0.25
_QUALITY: Final = 80
"""Of the JPEGs that are made here: what came has lost more already."""
_log: Final = logging.getLogger(__name__)


class Filming:
    """See `gateway.cameras.Filming`. It begins to send at once.

    Args:
        feeder: sends its pictures.
        session: new, or one that a process before this one has begun.
        phone: the key of who films it.
        gone_after_s: how long nothing may come before the session ends, seconds.
        over: is called once it is over.
    """

    def __init__(
        self, feeder: Feeder, session: Session, phone: str, gone_after_s: float, over: Callable[[], None]
    ) -> None:
        self.session: Final = session
        self.phone: Final = phone
        self.last: int | None = None
        self._feeder, self._gone_after_s = feeder, gone_after_s
        self._newest = Newest[Snapped]()
        self._video = PhoneVideo()
        self._offset = ClockOffset()
        self._times = CameraTimes(None, 0.0, longest_step_s=gone_after_s)
        self._heard_s = time.monotonic()
        self._left: tuple[CameraFault, str] = ("away", "The server ends: the session goes on once it is back.")
        self._ready = asyncio.Event()
        self._sending = asyncio.create_task(self._send())
        self._sending.add_done_callback(lambda _: over())

    @property
    def lost(self) -> int:
        """See `gateway.cameras.Filming`."""
        return self._newest.lost

    async def ready(self) -> None:
        """See `gateway.cameras.Filming`."""
        await self._ready.wait()

    def take(self, frame: Frame) -> float:
        """See `gateway.cameras.Filming`."""
        self._refuse(frame)
        try:
            size = jpeg_size(frame.jpeg)
        except NotAJpegError as error:
            raise FrameRefusedError("not_a_jpeg", f"Frame {frame.frame} is set aside: its {error}.") from error
        return self._put(frame, frame.jpeg, size, self._feeder.now_s())

    async def take_chunk(self, chunk: Chunk) -> float:
        """See `gateway.cameras.Filming`."""
        received_at_s = self._feeder.now_s()
        self._refuse(chunk)
        bgr = await self._video.picture(chunk)
        return self._put(chunk, bgr, Size(bgr.shape[1], bgr.shape[0]), received_at_s)

    def _put(self, shot: Shot, picture: bytes | NDArray[np.uint8], size: Size, received_at_s: float) -> float:
        self.last, self._heard_s = shot.frame, time.monotonic()
        self._newest.put(
            Snapped(
                picture=picture,
                size=size,
                pts_s=self._times.pts_s(shot.captured_at),
                captured_at_s=shot.captured_at,
                received_at_s=received_at_s,
                turned=shot.rotation,
                gravity=shot.gravity,
                mirrored=shot.mirrored,
            )
        )
        return self._offset.late_s(shot.captured_at, received_at_s)

    def _refuse(self, shot: Shot) -> None:
        """Set a picture aside by what is said of it."""
        if self.last is not None and shot.frame == self.last:
            raise FrameRefusedError("duplicate", f"Frame {shot.frame} came before.")
        if self.last is not None and shot.frame < self.last:
            raise FrameRefusedError("out_of_order", f"Frame {shot.frame} came after frame {self.last}.")
        if not math.isfinite(shot.captured_at):
            raise FrameRefusedError("no_time", f"Frame {shot.frame} doesn't say when it was taken.")

    def stop(self) -> None:
        """See `gateway.cameras.Filming`."""
        self._newest.end("closed")

    async def ended(self) -> Session:
        """See `gateway.cameras.Filming`."""
        try:
            return await asyncio.shield(self._sending)
        except asyncio.CancelledError:
            if not self._sending.cancelled():
                raise
            raise CameraRefusedError(*self._left) from None
        except StoppedByOthersError as error:
            raise CameraRefusedError("session_over", f"{error}.") from error
        except ValueError as error:
            if not is_our_sentence(error):
                raise
            raise CameraRefusedError("failed", f"{error}.") from error

    async def leave(self) -> None:
        """Send no more, and leave the session as it is: another process may go on with it."""
        self._sending.cancel()
        await asyncio.wait([self._sending])

    async def fail(self, reason: str) -> None:
        """Send no more: the session has failed."""
        self._left = "failed", f"{reason}."
        await self.leave()
        known = await session_now(self._feeder.bus, self.session.session) or self.session
        failed = dated(replace(known, state="failed", reason=reason), self._feeder.now_s())
        await self._feeder.bus.publish("sessions", failed.session, encode(failed))

    def tell_fault(self) -> None:
        """Log, once it is over, what went wrong with it that is a fault of ours."""
        if self._sending.cancelled() or (error := self._sending.exception()) is None or is_our_sentence(error):
            return
        _log.error("Session %s, filmed by a phone, failed.", self.session.session, exc_info=error)

    async def _send(self) -> Session:
        watching = asyncio.create_task(self._until_gone())
        try:
            return await self._feeder.feed(self.session, self._opened, FlatOut())
        finally:
            watching.cancel()

    async def _opened(self, before: SentBefore) -> Send:
        if before.last is not None:
            self._times = CameraTimes(before.last, self._feeder.now_s(), longest_step_s=self._gone_after_s)
        self._ready.set()
        recording = Recording(session=self.session.session, camera=self.session.cameras[0], quality=_QUALITY)
        return live_set(self._newest, recording, before.sent, passed_on(recording))

    async def _until_gone(self) -> None:
        """End the session once nothing has come for too long."""
        while (away_s := time.monotonic() - self._heard_s) < self._gone_after_s:  # noqa: ASYNC110 - it is asked, not told
            await asyncio.sleep(min(_LOOK_S, self._gone_after_s - away_s))
        self._newest.end("source_gone")
