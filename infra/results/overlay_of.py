"""The overlay that goes with a video: of its size, at its times, with its sound."""

from fractions import Fraction
from pathlib import Path
from typing import Final

from infra.results.overlay import Overlay
from infra.results.overlay_video import OverlayWriter, Sound
from producers.container import open_container
from producers.video_file import VideoFile

_RATE_UNLESS_TOLD: Final = 30.0
_FINEST_RATE: Final = 100_000


def overlay_of(video: VideoFile, source: Path, goal: Path) -> Overlay:
    """Begin the overlay of an open video.

    Args:
        video: whose frames will be drawn on.
        source: its file, where the sound is.
        goal: where the overlay comes to lie.
    """
    writer = OverlayWriter(
        goal,
        video.info.width,
        video.info.height,
        time_base=video.info.time_base,
        rate=Fraction(video.info.fps or _RATE_UNLESS_TOLD).limit_denominator(_FINEST_RATE),
        sound=Sound(source.absolute(), _first_shown_at_s(source)),
    )
    return Overlay(writer)


def _first_shown_at_s(source: Path) -> float:
    """Tell when the video shows its first frame by the file's own times, which its sound keeps too."""
    container, stream = open_container(source)
    with container:
        first = next(container.decode(stream))
        return float((first.pts or 0) * (stream.time_base or 0))
