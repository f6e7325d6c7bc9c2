"""Chromium's own camera in place of a real one: it plays a file, again and again. Who isn't allowed to is refused."""

from pathlib import Path
from typing import Final

import cv2

from producers.video_file import open_video
from tests.producers.pattern import drawn
from tests.producers.recording import ffmpeg

_RATE: Final = "30"
"""At which Chromium plays it."""
_QUALITY: Final = 92
NUMBER_SIDE: Final = 0.16
"""Of a number that is drawn into the lower left corner, as a share of the picture's height."""


def camera_flags(video: Path, folder: Path) -> tuple[str, ...]:
    """Write a video as Chromium's camera reads it, and give the flags that make it the camera."""
    film = folder / "camera.mjpeg"
    ffmpeg("-i", video, "-r", _RATE, "-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p", "-f", "mjpeg", film)
    return _plays(film)


def numbered_camera_flags(video: Path, folder: Path) -> tuple[str, ...]:
    """Do so with its number in each picture."""
    film = folder / "camera.mjpeg"
    with open_video(video) as opened, film.open("wb") as file:
        for index, frame in enumerate(opened):
            picture = frame.bgr.copy()
            side = round(NUMBER_SIDE * picture.shape[0])
            picture[-side:, :side] = drawn(index, side, side)
            file.write(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes())
    return _plays(film)


def _plays(film: Path) -> tuple[str, ...]:
    return (f"--use-file-for-fake-video-capture={film}",)
