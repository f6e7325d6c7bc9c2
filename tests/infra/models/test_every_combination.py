"""Every detector with every 2D pose model and every lifter answers a filmed squat.

Where weights are made up the beginning is enough; where all are real, five repetitions are found.
"""

from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from msgspec.structs import replace

from contracts.detections import Detections
from contracts.event import EndOfStream
from contracts.form import RepEnded
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.run import Run
from infra.models import backends
from infra.models.backends import FAMILIES, Family, names
from infra.models.chosen import Chosen
from infra.stages.fused import Fused
from processors.backend import MissingLibraryError
from processors.detect import Detect
from processors.judge import Judge
from processors.lift import Lift
from processors.model_files import FOLDER_SETTING, ModelFileError
from processors.picture import Picture
from processors.pose import Pose
from processors.stage import Shot, Sighting
from tests.processors.sights import shot
from tests.processors.weights import fill, is_made_up

FRAMES = 4
COMBINATIONS = list(product(*(names(family) for family in FAMILIES)))
REAL = [
    chosen
    for chosen in COMBINATIONS
    if not any(is_made_up(family, name) for family, name in zip(FAMILIES, chosen, strict=True))
]
EVERY = 8
"""Of the clip's 60 frames a second one in so many is looked at: 7.5 a second still tell the repetitions apart."""


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
def whole(shared: Path) -> list[Shot]:
    """The whole clip at half its size; each picture is the same for all, so that what a pass says of it is kept."""
    with av.open(str(shared / "data" / "opencap" / "squat.mp4")) as opened:
        stream = opened.streams.video[0]
        width, height = stream.width // 2, stream.height // 2
        shots = []
        for index, frame in enumerate(opened.decode(stream)):
            if index % EVERY == 0:
                bgr = np.asarray(frame.to_ndarray(format="bgr24", width=width, height=height), np.uint8)
                header = replace(shot(index // EVERY).header, pts=frame.time, width=width, height=height)
                shots.append(Shot(header, Picture(bgr=bgr)))
    return shots


@pytest.fixture(scope="module")
def posed(models: dict[tuple[Family, str], Any], whole: list[Shot]) -> Callable[[str, str], list[Poses2d]]:
    """What a detector and a 2D pose model say of the whole clip; asked once for all lifters."""

    @cache
    def said(detector: str, pose: str) -> list[Poses2d]:
        run = Run(models={}, lift="squat")
        detect, estimate = Detect(models["detectors", detector]), Pose(models["pose2d", pose])
        seen = detect.step(detect.start(run), whole)[1]
        sightings = [Sighting(one, at) for one, at in zip(seen, whole, strict=True) if isinstance(one, Detections)]
        answers = estimate.step(estimate.start(run), sightings)[1]
        return [answer for answer in answers if isinstance(answer, Poses2d)]

    return said


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


def skip_unless_there(models: dict[tuple[Family, str], Any], chosen: list[tuple[Family, str]]) -> None:
    missing = [f"{family}/{name}" for family, name in chosen if (family, name) not in models]
    if missing:
        pytest.skip(f"{' and '.join(missing)} can't run here: `make test SET=models` brings what it needs")


@pytest.mark.parametrize(("detector", "pose", "lifter"), COMBINATIONS)
def test_it_answers(
    models: dict[tuple[Family, str], Any], shots: list[Shot], detector: str, pose: str, lifter: str
) -> None:
    chosen: list[tuple[Family, str]] = [("detectors", detector), ("pose2d", pose), ("lifters", lifter)]
    skip_unless_there(models, chosen)
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


@pytest.mark.parametrize(("detector", "pose", "lifter"), REAL)
def test_it_finds_the_five_repetitions(
    models: dict[tuple[Family, str], Any],
    posed: Callable[[str, str], list[Poses2d]],
    detector: str,
    pose: str,
    lifter: str,
) -> None:
    skip_unless_there(models, [("detectors", detector), ("pose2d", pose), ("lifters", lifter)])
    run, lift, judge = Run(models={}, lift="squat"), Lift(models["lifters", lifter]), Judge()
    poses = posed(detector, pose)
    assert all(one.lifter is not None for one in poses[10:]), "the lifter is alone and in full view"
    lifted = [one for one in lift.step(lift.start(run), poses)[1] if isinstance(one, Poses3d)]
    last = lifted[-1]
    end = EndOfStream(session=last.session, run=run.id, frame=last.frame + 1, pts=last.pts, reason="closed")
    events = [event for form in judge.step(judge.start(run), [*lifted, end])[1] for event in form.events]
    assert sum(isinstance(event, RepEnded) for event in events) == 5
