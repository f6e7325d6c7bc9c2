"""A picture of a phone on its way to the topic `frames`: as it came, wherever that will do."""

import asyncio
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from contracts.arrays import floats
from contracts.frames import FrameHeader
from producers.frame_records import MOST_JPEG_BYTES, Recording
from producers.jpeg import jpeg_of
from producers.jpeg_size import Size
from producers.live_set import Framed

LONGEST_SIDE_PX: Final = 2048
"""A picture whose longer side has more is made smaller: the models look at a few hundred."""
_TURNS: Final = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, kw_only=True)
class Snapped:
    """A picture, just now."""

    picture: bytes | NDArray[np.uint8]
    """As the phone has encoded it, a JPEG; or decoded, (height, width, 3), blue-green-red."""
    size: Size
    """Of that."""
    pts_s: float
    """Media time since the set's first picture, seconds."""
    captured_at_s: float
    """When it was taken, by the phone's clock, seconds since the epoch."""
    received_at_s: float
    """When it came, by ours."""
    turned: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which it has to be turned to be upright."""
    gravity: tuple[float, float, float] | None = None
    """In the camera of the upright picture: x right, y down, z forward; any length; None: not measured."""
    mirrored: bool | None = None

    @property
    def jpeg(self) -> bytes | None:
        """The JPEG, where it can lie on the topic as it is."""
        if not isinstance(self.picture, bytes):
            return None
        is_fit = self.turned == 0 and max(self.size) <= LONGEST_SIDE_PX and len(self.picture) <= MOST_JPEG_BYTES
        return self.picture if is_fit else None


def passed_on(recording: Recording) -> Framed[Snapped]:
    """Let pictures of a phone pass; one that is decoded, turned or too large is encoded."""

    async def framed(snapped: Snapped, frame: int) -> tuple[bytes, FrameHeader]:
        jpeg, size = await _fitted(snapped, recording.quality)
        return jpeg, FrameHeader(
            session=recording.session,
            camera=recording.camera,
            frame=frame,
            pts=snapped.pts_s,
            captured_at=snapped.captured_at_s,
            received_at=snapped.received_at_s,
            width=size.width,
            height=size.height,
            gravity_in_camera=_unit(snapped.gravity),
            mirrored=snapped.mirrored,
        )

    return framed


async def _fitted(snapped: Snapped, quality: int) -> tuple[bytes, Size]:
    if snapped.jpeg is not None:
        return snapped.jpeg, snapped.size
    return await asyncio.to_thread(_encoded, snapped, quality)


def _encoded(snapped: Snapped, quality: int) -> tuple[bytes, Size]:
    """Make a picture smaller and upright; one that can't be read passes as it is, and is answered unseen."""
    picture = snapped.picture
    bgr: cv2.typing.MatLike | None = _decoded(picture) if isinstance(picture, bytes) else picture
    if bgr is None:
        return bytes(picture)[:MOST_JPEG_BYTES], snapped.size
    scale = min(1.0, LONGEST_SIDE_PX / max(bgr.shape))
    if scale < 1:
        bgr = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if snapped.turned:
        bgr = cv2.rotate(bgr, _TURNS[snapped.turned])
    upright: NDArray[np.uint8] = np.asarray(bgr, np.uint8)
    return jpeg_of(upright, quality, MOST_JPEG_BYTES), Size(upright.shape[1], upright.shape[0])


def _decoded(jpeg: bytes) -> cv2.typing.MatLike | None:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)


def _unit(gravity: tuple[float, float, float] | None) -> bytes | None:
    """Give the direction; None where there is none: a phone that falls measures nothing."""
    if gravity is None:
        return None
    length = float(np.linalg.norm(gravity))
    return floats([part / length for part in gravity]) if np.isfinite(length) and length > 0 else None
