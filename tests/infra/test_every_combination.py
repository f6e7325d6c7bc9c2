"""Every detector with every 2D pose model and every lifter answers the beginning of a filmed squat."""

from itertools import product
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from msgspec.structs import replace

from contracts.detections import Detections
from contracts.poses3d import Poses3d
from infra import backends
from infra.backends import FAMILIES, Family, names
from infra.chosen import Chosen
from infra.fused import Fused
from processors.backend import MissingLibraryError
from processors.detect import Detect
from processors.judge import Judge
from processors.lift import Lift
from processors.model_files import FOLDER_SETTING, ModelFileError
from processors.picture import Picture
from processors.pose import Pose
from processors.stage import Shot
from tests.processors.sights import shot
from tests.processors.weights import fill, is_made_up

FRAMES = 4
COMBINATIONS = list(product(*(names(family) for family in FAMILIES)))


@pytest.fixture(scope="module")
def shots(shared: Path) -> list[Shot]:
    with av.open(str(shared / "data" / "opencap" / "squat.mp4")) as opened:
        frames = [
            frame.to_ndarray(format="bgr24") for frame, _ in zip(opened.decode(video=0), range(FRAMES), strict=False)
        ]
    size = {"width": frames[0].shape[1], "height": frames[0].shape[0]}
    return [
        Shot(replace(shot(index).header, **size), Picture(bgr=np.asarray(bgr, np.uint8)))
        for index, bgr in enumerate(frames)
    ]


@pytest.fixture(scope="module")
def models(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Family, str], Any]:
    """Every model that can be loaded here, once."""
    folder = tmp_path_factory.mktemp("models")
    fill(folder, shared)
    found: dict[tuple[Family, str], Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_SETTING, str(folder))
        for family in FAMILIES:
            for name in names(family):
                try:
                    found[family, name] = backends.load(family, name, threads=2)
                except (MissingLibraryError, ModelFileError):
                    continue
    return found


@pytest.mark.parametrize(("detector", "pose", "lifter"), COMBINATIONS)
def test_it_answers(
    models: dict[tuple[Family, str], Any], shots: list[Shot], detector: str, pose: str, lifter: str
) -> None:
    chosen: list[tuple[Family, str]] = [("detectors", detector), ("pose2d", pose), ("lifters", lifter)]
    missing = [f"{family}/{name}" for family, name in chosen if (family, name) not in models]
    if missing:
        pytest.skip(f"{' and '.join(missing)} can't run here: `make test SET=models` brings what it needs")
    stages = Fused(Detect(models[chosen[0]]), Pose(models[chosen[1]]), Lift(models[chosen[2]]), Judge(), lambda: 0.0)
    run = Chosen(lift="squat", backends=dict(chosen)).run()
    state, found = stages.start(run), 0
    for one in shots:
        state, said = stages.answer(state, Shot(one.header, Picture(bgr=one.picture.bgr)))
        seen, lifted = said["detections"], said["poses3d"]
        assert said["form"].frame == one.header.frame
        assert isinstance(seen, Detections)
        assert isinstance(lifted, Poses3d)
        assert seen.people or not seen.looked, "somebody is there"
        found += lifted.body is not None
    assert found == FRAMES or is_made_up("pose2d", pose)
