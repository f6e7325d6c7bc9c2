"""Whose an event is, and where it has been: the fields that every event on a topic carries."""

from typing import Annotated, Final

import msgspec

from contracts.message import Message, says
from contracts.vocabulary import EndReason

SHADOW: Final = "shadow"
"""Name of the record header, of an empty value, on answers of models that run beside those that count: they are stored
as a run of their own, and shown to nobody."""


class FrameRef(Message, frozen=True, kw_only=True):
    """Where the picture of a frame lies in the log of the topic `frames`."""

    partition: Annotated[int, says("Partition of the topic `frames`")]
    offset: Annotated[int, says("Offset in that partition")]


class Trace(Message, frozen=True, kw_only=True):
    """How an event came to be. Two events are identical when they are equal but for this."""

    frame_ref: Annotated[FrameRef | None, says("Where the picture lies; null: unknown")] = None
    captured_at: Annotated[
        float, says("When the camera took the frame, by its own clock", unit="s since the epoch")
    ] = 0.0
    received_at: Annotated[float, says("When the ingress got it, by the ingress's clock", unit="s since the epoch")] = (
        0.0
    )
    finished_at: Annotated[
        dict[str, float], says("When each stage finished the frame, by the stage's name", unit="s since the epoch")
    ] = msgspec.field(default_factory=dict)


class Event(Message, frozen=True, kw_only=True):
    """An answer to one frame of one session."""

    session: Annotated[str, says("Id of the session: one run of one camera from first frame to end")]
    run: Annotated[str, says("Hash of everything that shapes the answer: see contracts/run.py")]
    camera: Annotated[str, says('Which camera of the session; "" where there is one')] = ""
    frame: Annotated[int, says("Index of the frame in its session, from 0")]
    pts: Annotated[float, says("Media time of the frame, from the first shown one", unit="s")]
    trace: Annotated[Trace, says("How the event came to be; not part of its identity")] = Trace()


class EndOfStream(Event, frozen=True, kw_only=True, tag="end.v1"):
    """The last message of a session on a topic: every stage flushes and passes it on.

    `frame` is the number of frames that went before, `pts` the last one's. On `frames` the value is empty, this is the
    header, and `run` is "": the frames belong to every run over them.
    """

    reason: Annotated[EndReason, says("Why no more frames come")]
