"""Writes small video files of every kind for tests, with real encoders."""

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from tests.producers.pattern import drawn

QUIET = {"libx264": {"preset": "ultrafast"}, "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"}}
"""Encoder options that make tests fast, by codec."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What kind of video to write."""

    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    width: int = 192
    height: int = 144
    rate: Fraction = Fraction(30)
    time_base: Fraction | None = None
    """Seconds per unit of the times; None: one frame of `rate`."""
    aspect: Fraction | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    sound: bool = False
    container_options: Mapping[str, str] = field(default_factory=dict)


def record(path: Path, pts: Sequence[int] | int, kind: Kind = Kind(), first: int = 0) -> Path:
    """Write a video whose frames are numbered from `first`, at these times (or this many, one unit apart)."""
    times = range(pts) if isinstance(pts, int) else pts
    numbered = ((time, drawn(first + index, kind.width, kind.height)) for index, time in enumerate(times))
    with av.open(str(path), "w", options=dict(kind.container_options)) as container:
        _encode(container, kind, numbered)
    return path


def _encode(
    container: av.container.OutputContainer, kind: Kind, pictures: Iterable[tuple[int, NDArray[np.uint8]]]
) -> None:
    options = {**QUIET.get(kind.codec, {}), **kind.options}
    stream = container.add_stream(kind.codec, rate=kind.rate, options=options)
    assert isinstance(stream, av.VideoStream)
    stream.width, stream.height, stream.pix_fmt = kind.width, kind.height, kind.pixel_format
    stream.codec_context.time_base = kind.time_base or 1 / kind.rate
    if kind.aspect:
        stream.codec_context.sample_aspect_ratio = kind.aspect
    sound = container.add_stream("aac", rate=48000) if kind.sound else None
    if isinstance(sound, av.AudioStream):
        container.mux(sound.encode(_silence()))
    for pts, bgr in pictures:
        frame = av.VideoFrame.from_ndarray(bgr, format="bgr24").reformat(
            format=kind.pixel_format, dst_colorspace=Colorspace.ITU601, dst_color_range=_range_of(kind)
        )
        frame.pts, frame.time_base = pts, stream.codec_context.time_base
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
    if isinstance(sound, av.AudioStream):
        container.mux(sound.encode(None))


def _range_of(kind: Kind) -> ColorRange:
    return ColorRange.JPEG if kind.pixel_format.startswith("yuvj") else ColorRange.MPEG


def _silence() -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts = 48000, 0
    return frame


def ffmpeg(*arguments: str | Path) -> bytes:
    """Run the ffmpeg program, and return what it wrote to its standard output."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own arguments


def remuxed(source: Path, target: Path, *input_options: str) -> Path:
    """Copy a video's packets into a new container, with options of ffmpeg for its input."""
    ffmpeg(*input_options, "-i", source, "-c", "copy", target)
    return target


def packet_places(path: Path) -> list[tuple[int, int]]:
    """Return (position in the file, size) of each video packet, in the order in which the decoder gets them."""
    with av.open(str(path)) as container:
        return [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.pos is not None]


def damaged(path: Path, *packets: int) -> Path:
    """Overwrite some of a file's video packets."""
    places = packet_places(path)
    content = bytearray(path.read_bytes())
    for pos, size in (places[packet] for packet in packets):
        content[pos : pos + size] = b"\xff" * size
    path.write_bytes(content)
    return path
