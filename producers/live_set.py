"""A camera's pictures on their way to the topic `frames`: the newest ones, each with an index of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bus.errors import BusClosedError
from contracts.codec import encode
from contracts.frames import HEADER, FrameHeader
from producers.frame_records import FRAMES, MOST_JPEG_BYTES, Publish, Recording, Send, Sent, publish_end
from producers.jpeg import jpeg_of
from producers.newest import Newest
from producers.pace import Pace
from producers.source import Taken


class Timed(Protocol):
    """A picture of any kind."""

    @property
    def pts_s(self) -> float:
        """Media time since the set's first picture, seconds."""
        ...


T = TypeVar("T", bound=Timed)

Framed = Callable[[T, int], Awaitable[tuple[bytes, FrameHeader]]]
"""Makes a picture the frame of an index: its JPEG, and what is known of it."""


def live_set(newest: Newest[T], recording: Recording, sent: Sent, framed: Framed[T]) -> Send:
    """Let what a camera gives be sent.

    Args:
        newest: the pictures; its end becomes the end mark.
        recording: whose frames these are.
        sent: what was sent of this set by a process before this one.
        framed: makes frames of them.
    """

    async def send(publish: Publish, _: Pace) -> int:
        so_far = sent
        try:
            while (taken := await newest.take()) is not None:
                if so_far.frames and taken.pts_s <= so_far.last_pts_s:
                    continue  # was sent before, or has no time of its own
                jpeg, header = await framed(taken, so_far.frames)
                await publish(FRAMES.name, recording.session, jpeg, {HEADER: encode(header)})
                so_far = Sent(frames=header.frame + 1, last_pts_s=header.pts)
        except BusClosedError:
            raise
        except Exception:
            await publish_end(publish, recording, so_far, "source_gone")
            raise
        await publish_end(publish, recording, so_far, newest.ended or "closed")
        return so_far.frames

    return send


def encoded(recording: Recording, now_s: Callable[[], float]) -> Framed[Taken]:
    """Let pictures of a source be encoded.

    Args:
        recording: whose they are.
        now_s: the ingress's wall clock, seconds since the epoch.
    """

    async def framed(taken: Taken, frame: int) -> tuple[bytes, FrameHeader]:
        jpeg = await asyncio.to_thread(jpeg_of, taken.bgr, recording.quality, MOST_JPEG_BYTES)
        height, width = taken.bgr.shape[:2]
        return jpeg, FrameHeader(
            session=recording.session,
            camera=recording.camera,
            frame=frame,
            pts=taken.pts_s,
            captured_at=taken.captured_at_s,
            received_at=now_s(),
            width=width,
            height=height,
        )

    return framed
