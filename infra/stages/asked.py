"""What stages are asked by one record: a frame, or the end of its session; and what they answer."""

from dataclasses import dataclass
from typing import Final

from bus.record import Record
from contracts.codec import UnreadableMessageError, decode
from contracts.detections import Detections
from contracts.event import EndOfStream, Event, FrameRef
from contracts.frames import HEADER, FrameHeader
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.run import Run
from infra.stages.cuts import Cut
from infra.stages.fused import Given, Said
from processors.picture import Picture, UnreadablePictureError
from processors.stage import Shot, Sighting

_SMALLEST_PX: Final = 16
"""A picture that is narrower or lower shows nobody."""

Message = Shot | Detections | Poses2d | Poses3d | EndOfStream


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a session."""

    run: Run
    live: bool = False
    """Its frames come from a camera: those that come too late are dropped, the end never is."""


@dataclass(frozen=True)
class Asked:
    """One readable record: a frame or the end of its session."""

    record: Record
    given: Given | EndOfStream
    wanted: Wanted
    expired: str = ""
    """Why its picture can't be had any more; "": it can, or nobody needs it."""
    dropped_before: bool | None = None
    """Whether it was dropped when it was given before, or looked at; None: nobody has answered it."""

    @property
    def frame(self) -> int:
        """The frame's index; of the end, the number of frames before it."""
        return event_of(self.given).frame

    @property
    def at(self) -> int | None:
        """Where in its partition of `frames` its picture lies, or the session's end; None: nobody knows."""
        if isinstance(self.given, Shot) or self.record.topic == "frames":
            return self.record.offset
        event = event_of(self.given)
        ref = event.trace.frame_ref if isinstance(event, Event) else None
        return None if ref is None else ref.offset

    @property
    def may_be_late(self) -> bool:
        """Whether it is dropped when others wait behind it."""
        return self.wanted.live and isinstance(self.given, Shot)


@dataclass(frozen=True)
class Fault:
    """Why a stage answered a frame without having looked."""

    stage: str
    reason: str


@dataclass(frozen=True)
class Answered:
    """What the stages say of what they were asked."""

    asked: Asked
    said: Said
    faults: tuple[Fault, ...] = ()

    @property
    def is_end(self) -> bool:
        """Whether the session has ended with it."""
        return isinstance(self.asked.given, EndOfStream)


def event_of(given: Given | EndOfStream) -> FrameHeader | Event:
    """Give what says which frame it is."""
    if isinstance(given, Sighting):
        return given.detections
    return given.header if isinstance(given, Shot) else given


def message_of(record: Record, cut: Cut) -> Message:
    """Read what a record of a cut's source says.

    Raises:
        UnreadableMessageError: it is none, or is of another session than its key.
    """
    if not cut.messages:
        return _frame_of(record)
    message = decode(record.value, *cut.messages)
    _refuse_others(message.session, record.key, "message")
    if not isinstance(message, Detections | Poses2d | Poses3d | EndOfStream):
        raise TypeError(f"no message of a stage was decoded, but {type(message).__name__}")
    return message


def unreadable(shot: Shot) -> str:
    """Decode the picture for all stages; say why nobody can look at it, or nothing."""
    try:
        height, width = shot.picture.bgr.shape[:2]
    except UnreadablePictureError as error:
        return str(error)
    if min(height, width) < _SMALLEST_PX:
        return f"a picture of {width} x {height} px shows nobody"
    header = shot.header
    if (width, height) != (header.width, header.height):
        return f"the picture is {width} x {height} px, its header says {header.width} x {header.height}"
    return ""


def unseen_shot(seen: Detections) -> Shot:
    """Give the frame of an answer of `detect` whose picture can't be had any more."""
    header = FrameHeader(
        session=seen.session,
        camera=seen.camera,
        frame=seen.frame,
        pts=seen.pts,
        captured_at=seen.trace.captured_at,
        received_at=seen.trace.received_at,
        width=seen.width,
        height=seen.height,
    )
    return Shot(header, Picture(jpeg=b""), seen.trace.frame_ref)


def _frame_of(record: Record) -> Shot | EndOfStream:
    if HEADER not in record.headers:
        raise UnreadableMessageError(f"the record has no header {HEADER!r}")
    header = decode(record.headers[HEADER], FrameHeader, EndOfStream)
    if not isinstance(header, FrameHeader | EndOfStream):
        raise TypeError(f"neither a frame's header nor an end was decoded, but {type(header).__name__}")
    _refuse_others(header.session, record.key, "header")
    if isinstance(header, EndOfStream):
        return header
    return Shot(header, Picture(jpeg=record.value), FrameRef(partition=record.partition, offset=record.offset))


def _refuse_others(session: str, key: str, what: str) -> None:
    if session != key:
        raise UnreadableMessageError(f"the {what} is of session {session!r}, the key of {key!r}")
