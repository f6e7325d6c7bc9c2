"""From a decoder's picture to 8-bit BGR, with the colour matrix and range that the video states."""

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter
from numpy.typing import NDArray

from producers.tone_map import TransferCurve, tone_mapped

_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
"""From the standard's number of a matrix (ITU-T H.273) to the scaler's."""

_HDR_CURVES: dict[int, TransferCurve] = {int(ColorTrc.SMPTE2084): "pq", int(ColorTrc.ARIB_STD_B67): "hlg"}
_LARGEST_SD = (1024, 576)


class BgrMaker:
    """Makes (height, width, 3) uint8 BGR pictures of one size out of decoded frames; HDR is tone-mapped to SDR."""

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._height = height
        self._scaler = VideoReformatter()

    def bgr(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        """Return the frame's picture, as stored: not turned."""
        curve = _HDR_CURVES.get(frame.color_trc)
        if curve:
            return tone_mapped(np.asarray(self._converted(frame, "bgr48le").to_ndarray(), np.uint16), curve)
        return np.ascontiguousarray(self._converted(frame, "bgr24").to_ndarray(), np.uint8)

    def _converted(self, frame: av.VideoFrame, pixel_format: str) -> av.VideoFrame:
        smaller = self._width * self._height < frame.width * frame.height
        return self._scaler.reformat(
            frame,
            width=self._width,
            height=self._height,
            format=pixel_format,
            src_colorspace=_matrix(frame),
            src_color_range=_range(frame),
            dst_color_range=ColorRange.JPEG,
            interpolation=Interpolation.AREA if smaller else Interpolation.BILINEAR,
            threads=1,
        )


def _matrix(frame: av.VideoFrame) -> Colorspace:
    """The stated matrix; unstated it is BT.601 for small pictures and BT.709 for larger ones, as players guess."""
    if is_hdr(frame):
        return Colorspace.BT2020
    small = max(frame.width, frame.height) <= _LARGEST_SD[0] and min(frame.width, frame.height) <= _LARGEST_SD[1]
    return _MATRICES.get(frame.colorspace, Colorspace.ITU601 if small else Colorspace.ITU709)


def _range(frame: av.VideoFrame) -> ColorRange:
    full = frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj") or frame.format.is_rgb
    return ColorRange.JPEG if full else ColorRange.MPEG


def is_hdr(frame: av.VideoFrame) -> bool:
    """Whether the frame is for a high-dynamic-range screen, and is tone-mapped here."""
    return frame.color_trc in _HDR_CURVES
