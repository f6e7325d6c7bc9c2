"""Topic `detections`: everybody whom the detector sees in a frame."""

from typing import Annotated

from contracts.event import Event
from contracts.message import Message, says


class Person(Message, frozen=True, kw_only=True):
    """One person in one frame."""

    track: Annotated[int, says("Who it is: the same number as long as the same person is followed")]
    box_in_image: Annotated[bytes, says("x0, y0, x1, y1 of the whole person", unit="px", space="image", shape=(4,))]
    score: Annotated[float, says("How sure the detector is, 0..1")]
    axis_in_image: Annotated[
        bytes | None,
        says("Mid-hip, and the point half a body above it; null: not told", unit="px", space="image", shape=(2, 2)),
    ] = None


class Detections(Event, frozen=True, kw_only=True, tag="detections.v1"):
    """The people of one frame."""

    people: Annotated[tuple[Person, ...], says("Everybody seen, best first; empty: nobody, or not looked")] = ()
    looked: Annotated[bool, says("Whether the detector looked at this frame; between looks tracks stand still")] = True
    dropped: Annotated[bool, says("A live frame that was too late and was answered unseen")] = False
    width: Annotated[int, says("Width of the picture", unit="px")]
    height: Annotated[int, says("Height of the picture", unit="px")]
