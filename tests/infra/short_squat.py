"""A short cut of a rendered squat: one repetition, small and at half the rate, so that models are quick with it."""

from pathlib import Path
from typing import Final

from tests.producers.recording import ffmpeg

FRAMES: Final = 58


def cut_short(shared: Path, goal: Path) -> Path:
    """Write the cut, and return where it is."""
    source = shared / "data" / "studio" / "squat_woman.mp4"
    small = ("-vf", "scale=270:480", "-r", "15", "-frames:v", str(FRAMES), "-preset", "ultrafast", "-threads", "1")
    ffmpeg("-ss", "1.2", "-i", source, *small, goal)
    return goal
