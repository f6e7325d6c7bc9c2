"""What all stages say of a frame, or of the end, with each answer under its own name."""

from typing import TypeVar

from contracts.detections import Detections
from contracts.event import EndOfStream, Event
from contracts.form import Form, FormEnd
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from infra.stages.asked import Answered
from infra.stages.fused import EndAnswer, FrameAnswer
from processors.stage import Shot

Answer = FrameAnswer | EndAnswer
E = TypeVar("E", bound=Event)


def answer_of(answered: Answered) -> Answer:
    """Name what a whole chain has answered."""
    said, given = answered.said, answered.asked.given
    if not isinstance(given, Shot):
        return EndAnswer(_as(said["detections"], EndOfStream), _as(said["form"], FormEnd))
    return FrameAnswer(
        given,
        _as(said["detections"], Detections),
        _as(said["poses2d"], Poses2d),
        _as(said["poses3d"], Poses3d),
        _as(said["form"], Form),
        "; ".join(fault.reason for fault in answered.faults),
    )


def _as(event: Event, kind: type[E]) -> E:
    if not isinstance(event, kind):
        raise TypeError(f"a stage answered {type(event).__name__} where {kind.__name__} belongs")
    return event
