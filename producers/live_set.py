"""A source's pictures on their way to the topic `frames`: the newest ones, each with an index of its own."""

import asyncio
from collections.abc import Callable

from bus.errors import BusClosedError
from contracts.codec import encode
from contracts.frames import HEADER, FrameHeader
from producers.frame_records import FRAMES, MOST_JPEG_BYTES, Publish, Recording, Send, Sent, publish_end
from producers.jpeg import jpeg_of
from producers.newest import Newest
from producers.pace import Pace
from producers.source import Taken


def live_set(newest: Newest[Taken], recording: Recording, sent: Sent, now_s: Callable[[], float]) -> Send:
    """Let what a source gives be sent.

    Args:
        newest: the pictures; its end becomes the end mark.
        recording: whose frames these are.
        sent: what was sent of this set by a process before this one.
        now_s: the ingress's wall clock, seconds since the epoch.
    """

    async def send(publish: Publish, _: Pace) -> int:
        so_far = sent
        try:
            while (taken := await newest.take()) is not None:
                if so_far.frames and taken.pts_s <= so_far.last_pts_s:
                    continue  # was sent before, or has no time of its own
                jpeg = await asyncio.to_thread(jpeg_of, taken.bgr, recording.quality, MOST_JPEG_BYTES)
                header = _header(taken, recording, so_far.frames, now_s())
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


def _header(taken: Taken, recording: Recording, frame: int, received_at_s: float) -> FrameHeader:
    height, width = taken.bgr.shape[:2]
    return FrameHeader(
        session=recording.session,
        camera=recording.camera,
        frame=frame,
        pts=taken.pts_s,
        captured_at=taken.captured_at_s,
        received_at=received_at_s,
        width=width,
        height=height,
    )
