"""Topic `frames`: the value is the JPEG itself, so any Kafka tool shows the picture; this is its one header."""

from typing import Annotated, Final, Literal

from contracts.message import Message, says

HEADER: Final = "perfectform"
"""Name of the record header that holds the msgpack of a `FrameHeader` or, with an empty value, of an `EndOfStream`."""


class FrameHeader(Message, frozen=True, kw_only=True, tag="frame.v1"):
    """What is known of a frame beside its picture."""

    session: Annotated[str, says("Id of the session")]
    camera: Annotated[str, says('Which camera of the session; "" where there is one')] = ""
    frame: Annotated[int, says("Index of the frame in its session, from 0")]
    pts: Annotated[float, says("Media time of the frame, from the first shown one", unit="s")]
    captured_at: Annotated[float, says("When the camera took it, by its own clock", unit="s since the epoch")]
    received_at: Annotated[float, says("When the ingress got it, by the ingress's clock", unit="s since the epoch")]
    width: Annotated[int, says("Width as shown, upright", unit="px")]
    height: Annotated[int, says("Height as shown, upright", unit="px")]
    encoding: Annotated[Literal["jpeg"], says("How the value is encoded")] = "jpeg"
    intrinsics: Annotated[
        bytes | None, says("fx, fy, cx, cy of a pinhole camera; null: unknown", unit="px", space="image", shape=(4,))
    ] = None
    gravity_in_camera: Annotated[
        bytes | None,
        says("Unit vector of gravity: x right, y down, z forward; null: unknown", space="camera", shape=(3,)),
    ] = None
    mirrored: Annotated[bool | None, says("Whether left and right are swapped in the picture; null: unknown")] = None
