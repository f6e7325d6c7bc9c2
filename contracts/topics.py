"""Every topic, described once: name, message, retention, size, who writes, who reads. Topics are created from this."""

from typing import Final, Literal

import msgspec

from contracts.dead_letters import DeadLetter
from contracts.detections import Detections
from contracts.event import EndOfStream
from contracts.form import Form, FormEnd
from contracts.frames import FrameHeader
from contracts.message import Message
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.rendered import RenderedHeader
from contracts.sessions import Session
from contracts.states import SavedState

HOUR_S: Final = 3600
DAY_S: Final = 24 * HOUR_S
MEBIBYTE: Final = 1 << 20


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """One topic. All are keyed by session id, with one partition count and one partitioner for a deployment's life.

    What follows a slash in a key tells several records of one session apart.
    """

    name: str
    about: str
    messages: tuple[type[Message], ...]
    """What a record holds; in the value, or in the header where `picture` is set."""
    picture: bool = False
    """The value is a JPEG and the message lies in the header `contracts.frames.HEADER`."""
    cleanup: Literal["delete", "compact"] = "delete"
    retention_s: int | None
    """How long a record is kept, seconds; None: for ever."""
    max_message_bytes: int = MEBIBYTE
    writers: tuple[str, ...]
    readers: tuple[str, ...]


TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        name="frames",
        about="Pictures as they come from a camera or a file, the log that everybody fetches pixels from",
        messages=(FrameHeader, EndOfStream),
        picture=True,
        retention_s=4 * HOUR_S,
        max_message_bytes=4 * MEBIBYTE,
        writers=("producers",),
        readers=("detect", "pose", "render", "gateway"),
    ),
    Topic(
        name="detections",
        about="Everybody whom the detector sees in a frame",
        messages=(Detections, EndOfStream),
        retention_s=7 * DAY_S,
        writers=("detect",),
        readers=("pose", "sink", "producers"),
    ),
    Topic(
        name="poses2d",
        about="Joints and bar in the picture",
        messages=(Poses2d, EndOfStream),
        retention_s=7 * DAY_S,
        writers=("pose",),
        readers=("lift", "render", "sink", "gateway", "producers"),
    ),
    Topic(
        name="poses3d",
        about="The lifter and the bar in metres",
        messages=(Poses3d, EndOfStream),
        retention_s=7 * DAY_S,
        writers=("lift",),
        readers=("judge", "render", "sink", "gateway", "producers"),
    ),
    Topic(
        name="form",
        about="Phase, reps, angles and the events of each frame",
        messages=(Form, FormEnd),
        retention_s=7 * DAY_S,
        writers=("judge",),
        readers=("render", "sink", "gateway", "producers"),
    ),
    Topic(
        name="rendered",
        about="Drawn pictures, for programs of others: nothing here reads them",
        messages=(RenderedHeader, EndOfStream),
        picture=True,
        retention_s=HOUR_S,
        max_message_bytes=4 * MEBIBYTE,
        writers=("render",),
        readers=("others",),
    ),
    Topic(
        name="sessions",
        about="What each session is and how far it has come",
        messages=(Session,),
        cleanup="compact",
        retention_s=None,
        writers=("gateway", "producers", "detect"),
        readers=("detect", "pose", "lift", "judge", "render", "sink", "gateway", "producers"),
    ),
    Topic(
        name="states",
        about="What each stage remembers of a session, for whoever takes over",
        messages=(SavedState,),
        cleanup="compact",
        retention_s=None,
        writers=("detect", "pose", "lift", "judge"),
        readers=("detect", "pose", "lift", "judge"),
    ),
    Topic(
        name="dead_letters",
        about="Messages that a stage could not answer, each with its reason",
        messages=(DeadLetter,),
        retention_s=30 * DAY_S,
        max_message_bytes=5 * MEBIBYTE,
        writers=("detect", "pose", "lift", "judge", "render", "sink"),
        readers=("sink", "operator"),
    ),
)

TOPIC: Final[dict[str, Topic]] = {topic.name: topic for topic in TOPICS}
