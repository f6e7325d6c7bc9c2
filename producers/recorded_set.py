"""A recorded video on its way to the topic `frames`: each shown frame once, in order, and the end mark last."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass

from bus.errors import BusClosedError
from contracts.codec import encode
from contracts.frames import HEADER, FrameHeader
from producers.frame_records import FRAMES, MOST_JPEG_BYTES, Publish, Recording, Send, Sent, publish_end
from producers.jpeg import jpeg_of
from producers.pace import Pace
from producers.read_ahead import read_ahead
from producers.video_file import VideoFile
from producers.video_info import VideoInfo

__all__ = ["Publish", "Recording", "Send", "publish_video", "recorded_set"]

_DECODED_AHEAD = 4


@dataclass(frozen=True)
class _Picture:
    frame: int
    pts_s: float
    jpeg: bytes


def recorded_set(video: VideoFile, recording: Recording, now_s: Callable[[], float]) -> Send:
    """Let an open video be sent: see `publish_video`."""
    return lambda publish, pace: publish_video(video, publish, recording, pace, now_s)


async def publish_video(
    video: VideoFile, publish: Publish, recording: Recording, pace: Pace, now_s: Callable[[], float]
) -> int:
    """Publish every shown frame of an open video, then the end mark; the end mark also comes after an error.

    Decoding and encoding run a few frames ahead on one thread, which has ended when this returns or raises.

    Args:
        video: read to its end; the caller closes it.
        publish: waits while the topic is full, which holds decoding back too.
        recording: whose frames these are.
        pace: when each frame is due.
        now_s: the ingress's wall clock, seconds since the epoch.

    Returns:
        How many frames were published.

    Raises:
        VideoError: if the file breaks off; the frames before were published.
    """
    sent = Sent()
    try:
        async with aclosing(read_ahead(_pictures(video, recording), _DECODED_AHEAD)) as pictures:
            async for picture in pictures:
                await pace.wait_until(picture.pts_s)
                header = _header(picture, recording, video.info, now_s())
                await publish(FRAMES.name, recording.session, picture.jpeg, {HEADER: encode(header)})
                sent = Sent(frames=header.frame + 1, last_pts_s=header.pts)
    except asyncio.CancelledError:
        await publish_end(publish, recording, sent, "cancelled")
        raise
    except BusClosedError:
        raise
    except Exception:
        await publish_end(publish, recording, sent, "source_gone")
        raise
    await publish_end(publish, recording, sent, "closed")
    return sent.frames


def _pictures(video: VideoFile, recording: Recording) -> Iterator[_Picture]:
    for shown in video:
        yield _Picture(shown.frame, shown.pts_s, jpeg_of(shown.bgr, recording.quality, MOST_JPEG_BYTES))


def _header(picture: _Picture, recording: Recording, info: VideoInfo, received_at_s: float) -> FrameHeader:
    """A file that doesn't say when it was filmed counts as filmed when it is read."""
    filmed_at_s = received_at_s if info.created_at_s is None else info.created_at_s + picture.pts_s
    return FrameHeader(
        session=recording.session,
        camera=recording.camera,
        frame=picture.frame,
        pts=picture.pts_s,
        captured_at=filmed_at_s,
        received_at=received_at_s,
        width=info.width,
        height=info.height,
    )
