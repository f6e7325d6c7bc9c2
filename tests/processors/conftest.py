"""What tests of the models share: frames of a rendered squat with its truth, and pictures that show nobody."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from processors.model_files import FOLDER_SETTING
from processors.picture import Bgr, Picture
from tests.processors.weights import fill


@dataclass(frozen=True)
class Shown:
    """One frame of the clip and what is true in it."""

    picture: Picture
    joints_in_image: NDArray[np.float64]
    """(26, 2), px."""
    visible: NDArray[np.bool_]
    """(26,)."""
    box: tuple[float, float, float, float]
    """x0, y0, x1, y1 of the lifter, px."""


@pytest.fixture(scope="session")
def squat_frames(shared: Path) -> list[Shown]:
    """Every 40th frame of a squat set that nobody else is seen in."""
    clip = shared / "data" / "studio" / "squat_woman.mp4"
    truth = json.loads(clip.with_suffix(".json").read_text())
    return [
        Shown(
            Picture(bgr=pixels),
            np.array(truth["joints_in_image"][index]),
            np.array(truth["visibility"][index]) == 1,
            tuple(truth["boxes_in_image"]["lifter"][index]),
        )
        for index, pixels in _every(clip, 40)
    ]


@pytest.fixture(scope="session")
def model_folder(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of model files, real ones and made-up ones."""
    folder = tmp_path_factory.mktemp("models")
    fill(folder, shared)
    return folder


@pytest.fixture(scope="module")
def weights(model_folder: Path) -> Iterator[Path]:
    """The same, in force while a module's tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_SETTING, str(model_folder))
        yield model_folder


@pytest.fixture(params=[(720, 1280), (1, 1), (8, 8), (1, 300)], ids=["black", "one-pixel", "eight-by-eight", "one-row"])
def nobody(request: pytest.FixtureRequest) -> Picture:
    """A picture that shows nobody."""
    return Picture(bgr=np.zeros((*request.param, 3), np.uint8))


def _every(clip: Path, step: int) -> list[tuple[int, Bgr]]:
    """Every `step`-th shown frame with its index."""
    import av

    with av.open(str(clip)) as opened:
        return [
            (index, np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
            for index, frame in enumerate(opened.decode(video=0))
            if index % step == 0
        ]
