"""What lies on the topic `frames` besides pictures: whose they are, how they get there, and the mark at their end."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from contracts.codec import encode
from contracts.event import EndOfStream
from contracts.frames import HEADER
from contracts.topics import TOPIC
from contracts.vocabulary import EndReason
from producers.jpeg import DEFAULT_QUALITY
from producers.pace import Pace

FRAMES: Final = TOPIC["frames"]
_ROOM_FOR_HEADERS: Final = 4096
MOST_JPEG_BYTES: Final = FRAMES.max_message_bytes - _ROOM_FOR_HEADERS
"""How large a picture may be on the topic."""


class Publish(Protocol):
    """How a record is published: `Bus.publish`."""

    def __call__(self, topic: str, key: str, value: bytes, headers: Mapping[str, bytes]) -> Awaitable[object]:
        """Append a record to a topic; waits while there is no room."""
        ...


Send = Callable[[Publish, Pace], Coroutine[Any, Any, int]]
"""Publishes a set's frames at a pace, the end mark last, and gives their number."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What a video becomes on the topic."""

    session: str
    camera: str = ""
    quality: int = DEFAULT_QUALITY
    """Of the JPEGs, 1 to 100."""


@dataclass(frozen=True)
class Sent:
    """How far a set is sent."""

    frames: int = 0
    """Index of the frame that comes next."""
    last_pts_s: float = 0.0


async def publish_end(publish: Publish, recording: Recording, sent: Sent, reason: EndReason) -> None:
    """Publish the mark that no more frames come."""
    end = EndOfStream(
        session=recording.session,
        run="",
        camera=recording.camera,
        frame=sent.frames,
        pts=sent.last_pts_s,
        reason=reason,
    )
    await publish(FRAMES.name, recording.session, b"", {HEADER: encode(end)})
