"""A recorded video as its shown frames: in order, upright, 8-bit BGR, each with its true presentation time."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from numpy.typing import NDArray

from producers.colour import BgrMaker
from producers.container import open_container
from producers.media_time import ShownTimes
from producers.missing_bytes import missing_bytes
from producers.video_error import VideoError
from producers.video_info import VideoInfo, describe, frames_stated, orientation_of

__all__ = ["ShownFrame", "VideoError", "VideoFile", "VideoInfo", "open_video"]


@dataclass(frozen=True)
class ShownFrame:
    """One frame as a viewer sees it."""

    frame: int
    """From 0, without gaps."""
    pts_s: float
    """Media time in seconds since the first shown frame."""
    pts: int
    """The same in units of the stream's `time_base`: exact."""
    bgr: NDArray[np.uint8]
    """(height, width, 3), blue-green-red, turned upright."""


class VideoFile:
    """An open video: iterate it once for its frames, decoded as they are asked for.

    Raises:
        VideoError: while iterating, after the last frame that can be read, when the file is cut off.
    """

    info: VideoInfo
    """What the file states, and how its frames are shown."""
    broken: int
    """Frames that could not be decoded and were skipped, so far."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._container, self._stream = open_container(path)
        try:
            self.broken = 0
            self._cut_off = missing_bytes(path) > 0
            decoded = self._decoded()
            first = self._first(decoded)
            self.info = describe(self._container, self._stream, first)
            self._orientation = orientation_of(first)
            self._times = ShownTimes(_usual_step(self.info))
            self._frames = self._shown(chain([first], decoded))
        except BaseException:
            self._container.close()
            raise

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know about how this file was read, one sentence each; grows while frames are read."""
        counted = (
            (self.broken, "broken frame{} could not be decoded and {} skipped"),
            (self._times.repeated, "frame{} with the time of the frame before {} left out"),
        )
        found = (f"{count} {text.format(*_plural(count))}" for count, text in counted if count)
        return (*self.info.notes, *found)

    def __iter__(self) -> Iterator[ShownFrame]:
        return self._frames

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file and the decoder; an iteration that is under way ends."""
        self._frames.close()  # First: asking a closed container for a packet would crash the process.
        self._container.close()

    def _first(self, decoded: Iterator[av.VideoFrame]) -> av.VideoFrame:
        first = next(decoded, None)
        if first is not None:
            return first
        stated = self._stream.codec_context
        if not stated.width or not stated.height:
            raise VideoError(f"{self._path} states pictures of {stated.width}x{stated.height} pixels: record it again")
        raise VideoError(f"{self._path} holds no frame that can be decoded: copy it again, or record it again")

    def _decoded(self) -> Iterator[av.VideoFrame]:
        """Yield the decoder's frames in the order they are shown; frames hidden by an edit list never come."""
        for frame in chain.from_iterable(self._decoded_by_packet()):
            if frame.is_corrupt:
                self.broken += 1
            else:
                yield frame

    def _decoded_by_packet(self) -> Iterator[list[av.VideoFrame]]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                self._cut_off = True
                yield self._stream.decode(None)
                return
            if packet is None:
                return
            if packet.is_corrupt and self._cut_off:
                continue
            try:
                yield packet.decode()
            except av.error.FFmpegError:
                self.broken += 1

    def _shown(self, frames: Iterator[av.VideoFrame]) -> Generator[ShownFrame, None, None]:
        width, height = self.info.width, self.info.height
        maker = BgrMaker(height, width) if self._orientation.swaps_sides else BgrMaker(width, height)
        shown = 0
        for frame in frames:
            pts = self._times.shown(frame.pts)
            if pts is None:
                continue
            bgr = self._orientation.apply(self._bgr(maker, frame))
            yield ShownFrame(shown, float(pts * self.info.time_base), pts, bgr)
            shown += 1
        if self._cut_off:
            self._refuse_unless_all(shown)

    def _bgr(self, maker: BgrMaker, frame: av.VideoFrame) -> NDArray[np.uint8]:
        try:
            return maker.bgr(frame)
        except av.error.FFmpegError as error:
            raise VideoError(
                f"{self._path} has pictures that can't be converted ({frame.format.name}): convert it to H.264"
            ) from error

    def _refuse_unless_all(self, shown: int) -> None:
        stated = frames_stated(self._stream)
        if stated is not None and shown + self.broken + self._times.repeated >= stated:
            return
        of_how_many = f" of {stated}" if stated is not None else ""
        raise VideoError(
            f"{self._path} is cut off: {shown}{of_how_many} frames could be read; copy it again, or record it again"
        )


def open_video(path: Path) -> VideoFile:
    """Open a recorded video; use it as a context manager.

    Raises:
        VideoError: if the file can't be read as a video; the message is one sentence that names it.
    """
    return VideoFile(path)


def _usual_step(info: VideoInfo) -> int:
    return round(1 / (Fraction(info.fps or 30.0) * info.time_base))


def _plural(count: int) -> tuple[str, str]:
    return ("", "was") if count == 1 else ("s", "were")
