"""The clip that is uploaded: one repetition of the sample set, small and at half the rate, so that a life has many."""

from pathlib import Path
from typing import Final

from tests.producers.recording import ffmpeg

CHECKOUT: Final = Path(__file__).resolve().parents[2]
_SMALL: Final = ("-vf", "scale=384:216", "-r", "12", "-an", "-preset", "ultrafast", "-threads", "1")


def one_repetition(folder: Path) -> Path:
    """Cut it out of the sample set."""
    path = folder / "clip.mp4"
    ffmpeg("-ss", "1", "-i", CHECKOUT / "infra" / "sample" / "squat.mp4", "-t", "5", *_SMALL, path)
    return path
