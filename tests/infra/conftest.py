"""What tests of the whole path share: a short cut of a rendered squat, and the stages with their real models."""

from dataclasses import replace
from pathlib import Path

import pytest

from infra.chosen import Chosen
from infra.fused import Fused
from tests.producers.recording import ffmpeg

CHOSEN = Chosen(lift="squat", height_m=1.671)
FRAMES = 58
"""Of the short squat: one repetition."""


@pytest.fixture(scope="session")
def squat(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repetition of a rendered squat, small and at half the rate, so that models are quick with it."""
    path = tmp_path_factory.mktemp("videos") / "squat.mp4"
    source = shared / "data" / "studio" / "squat_woman.mp4"
    small = ("-vf", "scale=270:480", "-r", "15", "-frames:v", str(FRAMES), "-preset", "ultrafast", "-threads", "1")
    ffmpeg("-ss", "1.2", "-i", source, *small, path)
    return path


@pytest.fixture(scope="session")
def stages() -> Fused:
    """The stages, with a clock that stands still."""
    return replace(CHOSEN.stages(threads=2), now_s=lambda: 1_800_000_000.0)
