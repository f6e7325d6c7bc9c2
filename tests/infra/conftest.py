"""What tests of the whole path share: a short cut of a rendered squat, and the stages with their real models."""

from dataclasses import replace
from pathlib import Path

import pytest

from infra.chosen import Chosen
from infra.fused import Fused
from tests.infra.short_squat import cut_short

CHOSEN = Chosen(lift="squat", height_m=1.671)


@pytest.fixture(scope="session")
def squat(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repetition of a rendered squat."""
    return cut_short(shared, tmp_path_factory.mktemp("videos") / "squat.mp4")


@pytest.fixture(scope="session")
def stages() -> Fused:
    """The stages, with a clock that stands still."""
    return replace(CHOSEN.stages(threads=2), now_s=lambda: 1_800_000_000.0)
