"""What a phone that films and the gateway say to each other, as msgpack: docs/camera.md says when."""

from typing import Annotated, Any, Final, Literal

import msgspec

from contracts.message import Message, says
from gateway.live_messages import AWAY, GARBAGE, NOT_ALLOWED, UNKNOWN

INVALID: Final = 4422
TAKEN: Final = 4409
OVER: Final = 4410
FAILED: Final = 4500
MOST_BYTES: Final = 8 << 20
"""Of one message: a picture in 4K has 3 to 6 MB."""

Pictures = Literal["jpeg", "h264"]
"""What a phone may send: each picture by itself, or as what has changed since the one before."""
TAKEN_PICTURES: Final[tuple[Pictures, ...]] = ("jpeg", "h264")

FrameFault = Literal["not_a_jpeg", "not_h264", "needs_key", "duplicate", "out_of_order", "no_time"]
CameraFault = Literal[
    "garbage", "not_allowed", "unknown_session", "invalid", "camera_taken", "session_over", "failed", "away"
]
CODES: Final[dict[CameraFault, int]] = {
    "garbage": GARBAGE,
    "not_allowed": NOT_ALLOWED,
    "unknown_session": UNKNOWN,
    "invalid": INVALID,
    "camera_taken": TAKEN,
    "session_over": OVER,
    "failed": FAILED,
    "away": AWAY,
}

NAME: Final = r"^[A-Za-z0-9_-]*$"
Name = Annotated[str, msgspec.Meta(max_length=32, pattern=NAME)]
Key = Annotated[str, msgspec.Meta(min_length=8, max_length=64)]


class Start(Message, frozen=True, kw_only=True, tag="start"):
    """From the phone, first of all: it films a new session, goes on with one, or films one from another side."""

    phone: Annotated[Key, says("What this phone made up for itself: it alone may go on with what it began")]
    session: Annotated[str | None, says("The session to go on with, or to film too; null: a new one")] = None
    camera: Annotated[Name, says('Which camera of the session this is; ""')] = ""
    told: Annotated[dict[str, Any], says("What is known of a new session: as `POST /sessions` takes it")] = (
        msgspec.field(default_factory=dict)
    )


class Shot(Message, frozen=True, kw_only=True):
    """A picture from the phone, however it is encoded."""

    frame: Annotated[int, says("The phone's number of it: rises, and may jump"), msgspec.Meta(ge=0)]
    captured_at: Annotated[float, says("When it was taken, by the phone's clock", unit="s since the epoch")]
    rotation: Annotated[
        Literal[0, 90, 180, 270], says("By how much it has to be turned clockwise to be upright", unit="deg")
    ] = 0
    gravity: Annotated[
        tuple[float, float, float] | None,
        says("Gravity in the camera of the upright picture: x right, y down, z forward; null: not measured"),
    ] = None
    mirrored: Annotated[bool | None, says("Whether left and right are swapped; null: unknown")] = None


class Frame(Shot, frozen=True, kw_only=True, tag="frame"):
    """From the phone: a picture by itself."""

    jpeg: Annotated[bytes, says("The picture")]


class Chunk(Shot, frozen=True, kw_only=True, tag="chunk"):
    """From the phone: a picture of a video, where `started` lists `h264`."""

    h264: Annotated[
        bytes, says("The picture as an access unit of H.264 in Annex B, with its parameters if it is a key")
    ]
    after: Annotated[int | None, says("The phone's number of the picture it leans on; null: none, it is a key frame")]


class Stop(Message, frozen=True, kw_only=True, tag="stop"):
    """From the phone: the session is over."""


class Ping(Message, frozen=True, kw_only=True, tag="ping"):
    """From the phone: how long is the way?"""

    at: Annotated[float, says("Anything; it comes back")]


class Pong(Message, frozen=True, kw_only=True, tag="pong"):
    """Answers a `ping` at once."""

    at: Annotated[float, says("What the `ping` said")]


class Started(Message, frozen=True, kw_only=True, tag="started"):
    """Frames may come."""

    session: Annotated[str, says("Id of the session")]
    camera: Annotated[str, says("Which camera of it")]
    frame: Annotated[int | None, says("The phone's number of the last frame that came before; null: none did")]
    pictures: Annotated[tuple[Pictures, ...], says("How they may be encoded")] = TAKEN_PICTURES


class Ack(Message, frozen=True, kw_only=True, tag="ack"):
    """A frame has come."""

    frame: Annotated[int, says("The phone's number of it")]
    late_s: Annotated[float, says("How much later it came than the fastest one of the last half minute", unit="s")]
    answered: Annotated[int, says("Frames of the session that are answered")]
    dropped: Annotated[int, says("How many of them unseen, as the models were too slow")]
    lost: Annotated[int, says("Frames that came and weren't passed on, as the bus was too slow")]


class Refused(Message, frozen=True, kw_only=True, tag="refused"):
    """A frame was set aside; nothing else is lost."""

    frame: Annotated[int, says("The phone's number of it")]
    name: Annotated[FrameFault, says("Which fault")]
    error: Annotated[str, says("One sentence for a person")]


class Ended(Message, frozen=True, kw_only=True, tag="ended"):
    """The session is over, and all of it is stored; then the gateway closes."""

    session: Annotated[str, says("Id of the session")]
    frames: Annotated[int, says("How many frames it has")]


class CameraError(Message, frozen=True, kw_only=True, tag="error"):
    """Why the socket is closed."""

    name: Annotated[CameraFault, says("Which fault")]
    error: Annotated[str, says("One sentence for a person")]
