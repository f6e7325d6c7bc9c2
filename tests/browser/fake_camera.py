"""Chromium's own camera in place of a real one: it plays a file, again and again. Who isn't allowed to is refused."""

from pathlib import Path
from typing import Final

from tests.producers.recording import ffmpeg

_RATE: Final = "30"
"""At which Chromium plays it."""


def camera_flags(video: Path, folder: Path) -> tuple[str, ...]:
    """Write a video as Chromium's camera reads it, and give the flags that make it the camera."""
    film = folder / "camera.mjpeg"
    ffmpeg("-i", video, "-r", _RATE, "-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p", "-f", "mjpeg", film)
    return (f"--use-file-for-fake-video-capture={film}",)
