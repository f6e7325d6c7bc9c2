"""Topic `rendered`: the drawn picture of a frame; like `frames`, the value is the JPEG and this is its header."""

from typing import Annotated, Literal

from contracts.event import Event
from contracts.message import says


class RenderedHeader(Event, frozen=True, kw_only=True, tag="rendered.v1"):
    """What is known of a drawn picture; an empty value: the frame was dropped or its picture expired."""

    width: Annotated[int, says("Width", unit="px")]
    height: Annotated[int, says("Height", unit="px")]
    encoding: Annotated[Literal["jpeg"], says("How the value is encoded")] = "jpeg"
    dropped: Annotated[bool, says("A live frame that was too late and was answered unseen")] = False
