"""What the parts of an analysis cost by themselves on the frames of a video, each run alone, one after the other."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from infra.models import backends
from infra.models.backends import EMBEDDED
from infra.results.overlay_video import OverlayWriter
from infra.settings import JPEG_QUALITY, THREADS, in_force
from processors.detectors import Detector
from processors.picture import Bgr, Picture
from processors.pose2d import Ask, PoseEstimator
from producers.jpeg import jpeg_of
from producers.video_file import VideoInfo, open_video
from tests.bench.meter import Meter
from tests.bench.model_calls import Calls, calls_of

PARTS: Final = ("decode", "JPEG encode", "JPEG decode", "detector", "pose", "overlay encode")
_AT_ONCE: Final = 60
"""Frames whose pixels are held at once."""
_LARGEST_JPEG: Final = 1 << 24

T = TypeVar("T")
Frames = Sequence[tuple[float, bytes]]
"""Media time, s, and JPEG of each."""


class BareParts:
    """Measures videos; their JPEGs are kept in memory, their pixels only some frames at a time."""

    def __init__(self) -> None:
        threads = in_force(THREADS).value
        self._detector: Detector = backends.load("detectors", EMBEDDED["detectors"], threads)
        self._estimator: PoseEstimator = backends.load("pose2d", EMBEDDED["pose2d"], threads)

    def measure(self, video: Path) -> Meter:
        """Run every part of `PARTS` on a video.

        Raises:
            VideoError: it can't be read.
        """
        meter = Meter()
        _decode(video, meter)
        info, frames = _encode_jpegs(video, meter)
        self._repeat(frames, calls_of(self._detector, self._estimator, info, frames), meter)
        _encode_overlay(info, frames, meter)
        return meter

    def _repeat(self, frames: Frames, calls: Sequence[Calls], meter: Meter) -> None:
        """Decode the JPEGs, and call the models as an analysis does."""
        for chunk in _chunks(zip(frames, calls, strict=True)):
            pictures = [Picture(jpeg=jpeg) for (_, jpeg), _ in chunk]
            with meter.measuring("JPEG decode", len(chunk)):
                _pixels(pictures)
            called = list(zip(pictures, (made for _, made in chunk), strict=True))
            looks = [picture for picture, made in called for _ in range(made.looks)]
            with meter.measuring("detector", len(looks)):
                for picture in looks:
                    self._detector.detect([picture])
            asked = [[Ask(picture, where) for where in asks] for picture, made in called for asks in made.asked]
            with meter.measuring("pose", len(asked)):
                for asks in asked:
                    self._estimator.estimate(asks)


def _decode(path: Path, meter: Meter) -> None:
    with meter.measuring("decode"), open_video(path) as video:
        meter.calls["decode"] = sum(1 for _ in video)


def _encode_jpegs(path: Path, meter: Meter) -> tuple[VideoInfo, Frames]:
    quality = in_force(JPEG_QUALITY).value
    frames = list[tuple[float, bytes]]()
    with open_video(path) as video:
        for chunk in _chunks(video):
            with meter.measuring("JPEG encode", len(chunk)):
                frames += [(shown.pts_s, jpeg_of(shown.bgr, quality, _LARGEST_JPEG)) for shown in chunk]
        return video.info, frames


def _encode_overlay(info: VideoInfo, frames: Frames, meter: Meter) -> None:
    """Encode the frames with nothing drawn into them; what it takes to decode them between is subtracted."""
    rate = Fraction(info.fps or 30.0).limit_denominator(100_000)
    between = Meter()
    with tempfile.TemporaryDirectory() as folder, meter.measuring("overlay encode", len(frames)):
        path = Path(folder) / "overlay.mp4"
        with OverlayWriter(path, info.width, info.height, time_base=info.time_base, rate=rate) as writer:
            for chunk in _chunks(frames):
                with between.measuring("JPEG decode"):
                    pixels = _pixels([Picture(jpeg=jpeg) for _, jpeg in chunk])
                for (pts_s, _), bgr in zip(chunk, pixels, strict=True):
                    writer.write(bgr, pts_s)
    meter.cpu_s["overlay encode"] -= between.cpu_s["JPEG decode"]


def _pixels(pictures: Iterable[Picture]) -> list[Bgr]:
    return [picture.bgr for picture in pictures]


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    left = iter(items)
    while chunk := list(islice(left, _AT_ONCE)):
        yield chunk
