"""Makes videos to measure on: the beginning of a clip, and one that runs for minutes at 1080p."""

import subprocess
from pathlib import Path
from typing import Final

import imageio_ffmpeg

_ALIKE: Final = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-an")
_QUIET: Final = ("-nostdin", "-hide_banner", "-loglevel", "error", "-y")
_FULL_HD: Final = "scale='if(gt(iw,ih),1920,1080)':'if(gt(iw,ih),1080,1920)',setsar=1"


class VideoMakingError(ValueError):
    """ffmpeg could not make a video; in its own last words."""


def beginning(video: Path, frames: int, made: Path) -> None:
    """Write a clip's first frames as a video, encoded anew at the same times.

    Raises:
        VideoMakingError: ffmpeg can't.
    """
    _ffmpeg("-i", str(video), "-frames:v", str(frames), "-fps_mode", "passthrough", *_ALIKE, str(made))


def minutes_of(video: Path, minutes: float, made: Path) -> None:
    """Write a clip over and over as a video of some minutes: 1080p, 30 frames/s.

    Args:
        video: the clip.
        minutes: how long.
        made: where it goes; the clip at 1080p lies beside it for a while.

    Raises:
        VideoMakingError: ffmpeg can't.
    """
    once = made.with_name(f"once-{made.name}")
    _ffmpeg("-i", str(video), "-vf", _FULL_HD, "-r", "30", *_ALIKE, str(once))
    over_and_over = ("-stream_loop", "-1", "-i", str(once), "-t", str(60 * minutes), "-c", "copy")
    _ffmpeg(*over_and_over, "-movflags", "+faststart", str(made))
    once.unlink()


def _ffmpeg(*arguments: str) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), *_QUIET, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise VideoMakingError(f"{arguments[-1]} could not be made: {(done.stderr.splitlines() or ['no reason'])[-1]}")
