"""Topic `poses3d`: the lifter and the bar in one frame of metres.

World: right-handed, origin on the floor under the middle of the ankles in the first settled frame, y up against
gravity, x to the camera's right, z towards the camera; fixed for a session.
"""

from typing import Annotated, Literal

from contracts.event import Event
from contracts.message import Message, says


class Body(Message, frozen=True, kw_only=True):
    """The lifter in one frame; angles are in the order of `contracts.vocabulary.ANGLES`, NaN where not to be told."""

    track: Annotated[int, says("The lifter's track in `detections`")]
    joints_in_world: Annotated[bytes, says("Halpe-26 joints; NaN: not given", unit="m", space="world", shape=(26, 3))]
    joints_std_in_world: Annotated[
        bytes, says("Standard deviation per axis, relative to the mid-hip", unit="m", space="world", shape=(26, 3))
    ]
    joint_scores: Annotated[bytes, says("How well each joint was seen, 0..1", shape=(26,))]
    root_std: Annotated[bytes, says("Standard deviation of the mid-hip", unit="m", space="world", shape=(3,))]
    angles: Annotated[bytes, says("Joint angles", unit="deg", space="body", shape=(7,))]
    angles_std: Annotated[bytes, says("Their own standard deviations", unit="deg", space="body", shape=(7,))]
    depth_margin: Annotated[float, says("Height of the hip crease above the top of the knee, worse side", unit="m")]
    depth_margin_std: Annotated[float, says("Its standard deviation", unit="m")]


class BarInWorld(Message, frozen=True, kw_only=True):
    """The barbell in one frame."""

    ends_in_world: Annotated[
        bytes,
        says(
            "Points of its axis 1.1 m from its centre, the lifter's left first", unit="m", space="world", shape=(2, 3)
        ),
    ]
    ends_std_in_world: Annotated[bytes, says("Standard deviation per axis", unit="m", space="world", shape=(2, 3))]


class Poses3d(Event, frozen=True, kw_only=True, tag="poses3d.v1"):
    """The lifter and the bar of one frame."""

    body: Annotated[Body | None, says("The lifter; null: nobody there")] = None
    bar: Annotated[BarInWorld | None, says("The bar; null: not seen")] = None
    gravity: Annotated[Literal["measured", "assumed"], says("Where `up` comes from")] = "assumed"
    scale: Annotated[Literal["height", "plate", "assumed"], says("What the metres were scaled by")] = "assumed"
    dropped: Annotated[bool, says("A live frame that was too late and was answered unseen")] = False
