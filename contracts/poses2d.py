"""Topic `poses2d`: the joints of people in the picture, who the lifter is, and the bar's ends with their plates."""

from typing import Annotated

from contracts.event import Event
from contracts.message import Message, says


class PersonPose(Message, frozen=True, kw_only=True):
    """One person's joints in one picture, Halpe-26."""

    track: Annotated[int, says("The person's track in `detections`")]
    score: Annotated[float, says("How sure the estimator is that somebody is there, 0..1")]
    joints_in_image: Annotated[
        bytes, says("Halpe-26 joints; may lie outside the picture", unit="px", space="image", shape=(26, 2))
    ]
    joint_scores: Annotated[bytes, says("0..1 each; 0: the model doesn't give this joint", shape=(26,))]
    joints_std_in_image: Annotated[
        bytes | None, says("Standard deviations; null: not told", unit="px", space="image", shape=(26, 2))
    ] = None
    joints_in_body: Annotated[
        bytes | None,
        says(
            "The 2D model's own guess of depth: origin mid-hip, x right, y down, z away from the camera; null: none",
            unit="m",
            space="body",
            shape=(26, 3),
        ),
    ] = None


class BarInImage(Message, frozen=True, kw_only=True):
    """The barbell in one picture, the lifter's left end first."""

    ends_in_image: Annotated[bytes, says("Ends of the sleeves", unit="px", space="image", shape=(2, 2))]
    ends_std_in_image: Annotated[bytes, says("Standard deviations", unit="px", space="image", shape=(2, 2))]
    end_scores: Annotated[bytes, says("How sure each end is, 0..1", shape=(2,))]
    plates_in_image: Annotated[
        bytes,
        says(
            "Ellipse of each side's largest plate: x, y, long and short half axis (px), angle (deg from right to down)",
            unit="px, deg",
            space="image",
            shape=(2, 5),
        ),
    ]
    plate_scores: Annotated[bytes, says("How sure each ellipse is, 0..1", shape=(2,))]


class Poses2d(Event, frozen=True, kw_only=True, tag="poses2d.v1"):
    """The people with joints in one frame."""

    people: Annotated[tuple[PersonPose, ...], says("People whose joints were looked for; empty: nobody")] = ()
    lifter: Annotated[int | None, says("Track of the lifter; null: nobody is")] = None
    bar: Annotated[BarInImage | None, says("The lifter's bar; null: not seen or not looked for")] = None
    intrinsics: Annotated[
        bytes | None, says("The frame's fx, fy, cx, cy; null: unknown", unit="px", space="image", shape=(4,))
    ] = None
    gravity_in_camera: Annotated[
        bytes | None, says("The frame's unit vector of gravity; null: unknown", space="camera", shape=(3,))
    ] = None
    lifter_box_in_image: Annotated[
        bytes | None,
        says(
            "x0, y0, x1, y1 of the lifter inside the picture, also while no joints can be told; null: nobody is",
            unit="px",
            space="image",
            shape=(4,),
        ),
    ] = None
    dropped: Annotated[bool, says("A live frame that was too late and was answered unseen")] = False
    width: Annotated[int, says("Width of the picture", unit="px")]
    height: Annotated[int, says("Height of the picture", unit="px")]
