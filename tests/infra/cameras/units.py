"""A video as a phone sends it: access units of H.264, a key frame first, each other one leaning on that before."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

_OPTIONS: Final = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "g": "100000"}
"""As a browser's encoder does: no picture waits for a later one."""


def units(pictures: Iterable[NDArray[np.uint8]], bits_s: int = 2_000_000) -> Iterator[bytes]:
    """Encode pictures of one size at 30 frames/s."""
    encoder: av.VideoCodecContext | None = None
    for number, bgr in enumerate(pictures):
        encoder = encoder or _opened(bgr.shape[1], bgr.shape[0], bits_s)
        frame = av.VideoFrame.from_ndarray(bgr, format="bgr24")
        frame.pts = number
        (packet,) = encoder.encode(frame)
        yield bytes(packet)


def _opened(width: int, height: int, bits_s: int) -> av.VideoCodecContext:
    encoder = av.VideoCodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.bit_rate, encoder.options = Fraction(1, 30), bits_s, _OPTIONS
    return encoder
