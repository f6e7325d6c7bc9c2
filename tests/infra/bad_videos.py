"""Writers of files that are no video, or not a whole one."""

import os
from pathlib import Path

from tests.producers.recording import Kind, ffmpeg, packet_places, record


def empty(path: Path) -> None:
    path.touch()


def text(path: Path) -> None:
    path.write_text("Squat 3x5, 140 kg\n" * 500)


def without_index(path: Path) -> None:
    record(path, 30)
    os.truncate(path, 3000)


def broken_off(path: Path) -> None:
    record(path, 30, Kind(container_options={"movflags": "+faststart"}))
    os.truncate(path, packet_places(path)[20][0])


def sound_only(path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", path)
