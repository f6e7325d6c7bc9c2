"""Draws a live view for whoever can't: on a thread, from what the stages said, by no model."""

import asyncio
import logging
from typing import Final

from contracts.codec import UnreadableMessageError, decode
from contracts.form import Form
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from gateway.live_watched import Shown
from processors.picture import Picture, UnreadablePictureError
from processors.render import RenderInput, render

_log: Final = logging.getLogger(__name__)


async def drawn(shown: Shown) -> bytes:
    """Give a view's picture as a JPEG with lifter, numbers and cue in it; as it came where nothing is to be drawn."""
    return await asyncio.to_thread(_drawn, shown)


def _drawn(shown: Shown) -> bytes:
    bundle = shown.bundle
    try:
        given = RenderInput(
            Picture(jpeg=shown.jpeg),
            decode(bundle.poses2d, Poses2d),
            decode(bundle.poses3d, Poses3d),
            decode(bundle.form, Form),
        )
        picture = render(given).picture
    except (UnreadableMessageError, UnreadablePictureError) as error:
        _log.warning("Frame %d is shown as it came: %s.", bundle.frame, error)
        return shown.jpeg
    return shown.jpeg if picture is None else picture.jpeg
