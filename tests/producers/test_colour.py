"""Colours come out as they were filmed, whatever matrix, range, depth or dynamic range the video states."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, ColorTrc
from numpy.typing import NDArray

from producers.colour import BgrMaker
from producers.video_file import open_video

Rgb = tuple[float, float, float]
KR_KB = {1: (0.2126, 0.0722), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}
"""Weights of red and blue in luma, by the standard's number of the matrix: BT.709, BT.601, BT.2020."""
COLOURS: list[Rgb] = [(0, 0, 0), (1, 1, 1), (0.5, 0.5, 0.5), (0.8, 0.1, 0.1), (0.1, 0.6, 0.2), (0.2, 0.3, 0.9)]
HDR = {"pq": ColorTrc.SMPTE2084, "hlg": ColorTrc.ARIB_STD_B67}


def yuv(rgb: Rgb, matrix: int, bits: int, *, full: bool) -> tuple[int, int, int]:
    """The codes of a signal, by ITU-R BT.601, BT.709 and BT.2020's formulas."""
    kr, kb = KR_KB[matrix]
    red, green, blue = rgb
    y = kr * red + (1 - kr - kb) * green + kb * blue
    cb, cr = (blue - y) / (2 * (1 - kb)), (red - y) / (2 * (1 - kr))
    scale = 1 << (bits - 8)
    top = (1 << bits) - 1
    middle = 1 << (bits - 1)
    if full:
        return round(y * top), min(top, round(cb * top + middle)), min(top, round(cr * top + middle))
    return (
        round((16 + 219 * y) * scale),
        round((128 + 224 * cb) * scale),
        round((128 + 224 * cr) * scale),
    )


@dataclass(frozen=True, kw_only=True)
class Signal:
    """What a video states about its colours."""

    matrix: int = 9
    bits: int = 10
    full: bool = False
    curve: str = ""


def shown(path: Path, rgb: Rgb, signal: Signal) -> NDArray[np.int64]:
    """Write a lossless video of one colour, and return the (r, g, b) that comes out, 0..255."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=30)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = 64, 64
        stream.pix_fmt = "yuv444p" if signal.bits == 8 else "yuv444p10le"
        stated = stream.codec_context
        stated.colorspace = signal.matrix
        stated.color_range = ColorRange.JPEG if signal.full else ColorRange.MPEG
        if signal.curve:
            stated.color_trc, stated.color_primaries = HDR[signal.curve], ColorPrimaries.BT2020
        word = np.dtype(np.uint8 if signal.bits == 8 else np.uint16)
        frame = av.VideoFrame(64, 64, stream.pix_fmt)
        for plane, code in zip(frame.planes, yuv(rgb, signal.matrix, signal.bits, full=signal.full), strict=True):
            plane.update(np.full(plane.buffer_size // word.itemsize, code, word).tobytes())
        container.mux([*stream.encode(frame), *stream.encode(None)])
    with open_video(path) as video:
        assert bool(video.notes) == bool(signal.curve)
        bgr = next(iter(video)).bgr
    assert bgr.dtype == np.uint8
    assert np.ptp(bgr.reshape(-1, 3), axis=0).max() == 0
    return bgr[0, 0, ::-1].astype(int)


@pytest.mark.parametrize("rgb", COLOURS)
@pytest.mark.parametrize("bits", [8, 10])
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("matrix", KR_KB)
def test_matrix_range_and_depth(tmp_path: Path, matrix: int, full: bool, bits: int, rgb: Rgb) -> None:
    seen = shown(tmp_path / "flat.mkv", rgb, Signal(matrix=matrix, bits=bits, full=full))
    assert seen == pytest.approx(np.array(rgb) * 255, abs=3)


def test_an_unstated_matrix_is_guessed_by_size_as_players_do() -> None:
    red = (0.8, 0.1, 0.1)
    codes = np.array(yuv(red, 1, 8, full=False), np.uint8)
    large, small = (np.broadcast_to(codes.reshape(3, 1, 1), (3, *size)) for size in ((720, 1280), (144, 192)))
    seen = [_unstated(np.ascontiguousarray(planes)) for planes in (large, small)]
    assert seen[0] == pytest.approx(np.array(red) * 255, abs=3)
    assert np.abs(seen[1] - np.array(red) * 255).max() > 8


def _unstated(planes: NDArray[np.uint8]) -> NDArray[np.int64]:
    height, width = planes.shape[1:]
    frame = av.VideoFrame.from_ndarray(planes, format="yuv444p")
    return BgrMaker(width, height).bgr(frame)[0, 0, ::-1].astype(int)


@pytest.mark.parametrize("curve", HDR)
def test_hdr_mid_grey_stays_mid_grey(tmp_path: Path, curve: str) -> None:
    """BT.2408: an 18 % grey card is at 38 % signal in both; in BT.709 it is at 41 %."""
    grey = shown(tmp_path / "grey.mkv", (0.38, 0.38, 0.38), Signal(curve=curve))
    assert np.ptp(grey) <= 1
    assert 100 <= grey.mean() <= 112


@pytest.mark.parametrize(("curve", "white"), [("pq", 0.58), ("hlg", 0.75)])
def test_hdr_black_white_and_highlights(tmp_path: Path, curve: str, white: float) -> None:
    levels = [0.0, 0.2, 0.38, white, 0.5 * (white + 1), 1.0]
    greys = [shown(tmp_path / "grey.mkv", (level, level, level), Signal(curve=curve)).mean() for level in levels]
    assert greys[0] == 0
    assert 210 <= greys[3] <= 235
    assert greys[-1] == 255
    assert np.all(np.diff(greys) >= 0)


@pytest.mark.parametrize("wanted", [(0.3, 0.02, 0.02), (0.05, 0.25, 0.05), (0.03, 0.05, 0.4)])
def test_hdr_colours_of_an_ordinary_screen_are_kept(tmp_path: Path, wanted: Rgb) -> None:
    """Light in BT.709's primaries, filmed as HLG in BT.2020's, comes back with BT.709's camera curve."""
    bt2020_from_bt709 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
    scene = bt2020_from_bt709 @ np.array(wanted) * 0.26496
    signal = np.where(
        scene <= 1 / 12, np.sqrt(3 * scene), 0.17883277 * np.log(np.maximum(12 * scene, 1) - 0.28466892) + 0.55991073
    )
    red, green, blue = (float(channel) for channel in signal)
    camera = 1.099 * np.array(wanted) ** 0.45 - 0.099
    assert shown(tmp_path / "colour.mkv", (red, green, blue), Signal(curve="hlg")) == pytest.approx(camera * 255, abs=6)
