"""Writes overlay.mp4: drawn frames at the source's exact presentation times, with the source's sound.

Raw frames on a pipe carry no times, so they travel to ffmpeg's program in a NUT stream that does. Widths and heights
that are odd are padded by one repeated column or row, since 4:2:0 video has none.
"""

import errno
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

import av
import cv2
import ffmpeg
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

_COLOURS: Final = "setparams=range=tv:colorspace=smpte170m:color_primaries=bt709:color_trc=bt709"
"""What OpenCV's conversion to YUV makes of sRGB pixels: the matrix of BT.601, limited range."""
_X264: Final = {"preset": "superfast", "crf": 22, "threads": 2}
"""As good to look at as veryfast at 20 (PSNR), for a third less CPU and files half as large again."""
_SOUND: Final = {"acodec": "aac", "audio_bitrate": "128k", "af": "aresample=async=1:first_pts=0"}
"""The resampler cuts or pads the sound so that it begins with the first frame, and fills gaps."""
_PIPE_BUFFER_BYTES: Final = 1 << 20
_FULL: Final = os.strerror(errno.ENOSPC)


class OverlayError(ValueError):
    """The video could not be written; says which one and why."""


@dataclass(frozen=True)
class Sound:
    """Where the sound comes from; a file without any gives a silent video."""

    path: Path
    video_starts_at_s: float = 0.0
    """Presentation time, in that file, of the frame that is written with `pts` 0."""


class OverlayWriter:
    """Writes one video, frame by frame; the file appears when it is whole.

    Use it as a context manager: leaving it closes the video, leaving it with an exception leaves nothing behind.

    Args:
        path: where the video comes to lie; one that is there is replaced.
        width: of the frames, px.
        height: of the frames, px.
        time_base: of the source, s: times are rounded to it, so the source's own come out exactly.
        rate: the source's average frames per second; the last frame is shown for 1 / rate, the others up to the next.
        sound: where the sound comes from; None: a silent video.
    """

    def __init__(  # noqa: PLR0913 - a video has these
        self,
        path: Path,
        width: int,
        height: int,
        *,
        time_base: Fraction,
        rate: Fraction,
        sound: Sound | None = None,
    ) -> None:
        self._path, self._part = path, path.with_name(f"{path.name}.part")
        self._shape, self._time_base, self._last_tick = (height, width, 3), time_base, -1
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as ffmpeg
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            _command(self._part, time_base, sound),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._complaints,
            start_new_session=True,  # an interrupt from the keyboard is ours to handle
        )
        self._pipe = self._stdin()
        self._nut = av.open(self._pipe, "w", format="nut", buffer_size=_PIPE_BUFFER_BYTES)
        self._stream = self._nut.add_stream("rawvideo", rate=rate)
        self._stream.width, self._stream.height, self._stream.pix_fmt = (
            width + width % 2,
            height + height % 2,
            "yuv420p",
        )
        self._stream.time_base = time_base
        self._planes = np.empty((self._stream.height * 3 // 2, self._stream.width), np.uint8)

    def write(self, bgr: NDArray[np.uint8], pts: float) -> None:
        """Append a frame (height, width, 3) shown from media time `pts`, s; blocks while ffmpeg is busy.

        Raises:
            ValueError: if the frame has another size, or isn't later than the one before.
            OverlayError: if ffmpeg has given up, or the video is closed already; nothing is left behind.
        """
        if self._complaints.closed:
            raise OverlayError(f"{self._path} is closed: no frame can be written to it any more")
        tick = round(Fraction(pts) / self._time_base)
        if bgr.shape != self._shape:
            raise ValueError(f"{self._path}: frames are {self._shape}, but one of {bgr.shape} came")
        if tick <= self._last_tick:
            raise ValueError(f"{self._path}: the frame at {pts} s is not later than the one before it")
        self._last_tick = tick
        packet = av.Packet(self._yuv(bgr))  # type: ignore[arg-type] # any buffer is taken, and without a copy
        packet.stream, packet.pts, packet.dts, packet.time_base = self._stream, tick, tick, self._time_base
        packet.is_keyframe = True
        self._or_fail(lambda: self._nut.mux(packet))

    def close(self) -> None:
        """Finish the video and put it in its place; does nothing if it is closed already.

        Raises:
            OverlayError: if there was no frame, or ffmpeg has given up; nothing is left behind.
        """
        if self._complaints.closed:
            return
        if self._last_tick < 0:
            self.abort()
            raise OverlayError(f"{self._path} was not written: there was no frame to write")
        self._or_fail(self._nut.close)
        self._or_fail(self._pipe.close)
        if self._process.wait() != 0:
            self._fail()
        self._complaints.close()
        self._part.replace(self._path)

    def abort(self) -> None:
        """Give up: ffmpeg ends at once, and nothing is left behind; does nothing if it is closed already."""
        if self._complaints.closed:
            return
        self._process.kill()
        self._process.wait()
        for closing in (self._nut.close, self._pipe.close):
            with suppress(OSError, av.FFmpegError):  # the pipe has no reader any more
                closing()
        self._complaints.close()
        self._part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def _yuv(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        height, width = bgr.shape[:2]
        if height % 2 or width % 2:
            bgr = np.pad(bgr, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        cv2.cvtColor(bgr, cv2.COLOR_BGR2YUV_I420, dst=self._planes)
        return self._planes

    def _or_fail(self, action: Callable[[], object]) -> None:
        try:
            action()
        except (OSError, av.FFmpegError):
            self._process.wait()  # it closes its end of the pipe only when it goes
            self._fail()

    def _fail(self) -> None:
        reason = _reason(self._complaints, self._process.returncode)
        self.abort()
        raise OverlayError(f"{self._path} could not be written: {reason}")

    def _stdin(self) -> IO[bytes]:
        pipe = self._process.stdin
        if pipe is None:
            raise AssertionError("Popen was asked for a pipe")
        return pipe


def _command(path: Path, time_base: Fraction, sound: Sound | None) -> list[str]:
    """Build ffmpeg's command: `passthrough` and equal time bases keep every presentation time as it is."""
    streams = [ffmpeg.input("pipe:0", format="nut").video]
    if sound is not None:
        streams.append(ffmpeg.input(str(sound.path), itsoffset=-sound.video_starts_at_s)["a:0?"])
    output = ffmpeg.output(
        *streams,
        str(path),
        vf=_COLOURS,
        fps_mode="passthrough",
        enc_time_base="demux",
        video_track_timescale=time_base.denominator,
        vcodec="libx264",
        **_X264,
        **(_SOUND if sound is not None else {}),
        movflags="+faststart",
        format="mp4",
    )
    quiet = output.global_args("-hide_banner", "-loglevel", "error", "-nostdin", "-copyts").overwrite_output()
    command: list[str] = quiet.compile(cmd=imageio_ffmpeg.get_ffmpeg_exe())
    return command


def _reason(complaints: IO[bytes], code: int) -> str:
    """Say why ffmpeg ended, in its own last words without its addresses; that the disk is full it doesn't say last."""
    complaints.seek(0)
    lines = complaints.read().decode(errors="replace").splitlines()
    said = [re.sub(r"\[[^\]]* @ 0x[0-9a-f]+\] ?", "", line).strip() for line in lines]
    said = [line for line in said if line and not line.startswith("Last message repeated")]
    if any(_FULL in line for line in said):
        return _FULL
    if said:
        return said[-1]
    if code < 0:
        return f"ffmpeg was ended by {signal.Signals(-code).name}"
    return f"ffmpeg ended with code {code} and said nothing"
