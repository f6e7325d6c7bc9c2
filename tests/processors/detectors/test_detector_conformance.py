"""What every detector in the folder keeps to; a new one is tested by being there."""

import gc
import json
import pkgutil
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from infra.models import backends
from processors import detectors
from processors.backend import DeviceError
from processors.model_files import identity
from processors.picture import Picture
from tests.processors.sights import frame_of_clip
from tests.processors.weights import has_no_gpu, loaded

if TYPE_CHECKING:
    from tests.processors.conftest import Shown

Box = tuple[float, float, float, float]
NAMES = [module.name for module in pkgutil.iter_modules(detectors.__path__)]


@pytest.fixture(scope="module", params=NAMES)
def detector(request: pytest.FixtureRequest, weights: Path) -> detectors.Detector:  # noqa: ARG001 - where they lie
    return cast("detectors.Detector", loaded("detectors", request.param))


@pytest.mark.parametrize("name", NAMES)
def test_a_backend_says_what_it_runs(name: str) -> None:
    named, _, rest = identity(f"processors.detectors.{name}").partition("@")
    weights, _, revision = rest.partition(".")
    assert named == name
    assert len(weights) == 8
    assert int(revision) >= 1


def test_the_lifter_is_found_first(detector: detectors.Detector, squat_frames: "list[Shown]") -> None:
    overlaps = []
    for shown in squat_frames:
        people = detector.detect([shown.picture])[0]
        assert people, "somebody is there"
        overlaps.append(_overlap(people[0].box, shown.box))
    assert np.median(overlaps) > 0.45


def test_answers_are_plain_and_in_order(detector: detectors.Detector, squat_frames: "list[Shown]") -> None:
    for found in detector.detect([shown.picture for shown in squat_frames[:3]]):
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        for one in found:
            assert 0 <= one.score <= 1
            assert all(type(value) is float for value in (*one.box, *(one.axis or ()), one.score))
            assert one.box[0] < one.box[2]
            assert one.box[1] < one.box[3]


def test_one_at_a_time_is_as_all_at_once(detector: detectors.Detector, squat_frames: "list[Shown]") -> None:
    pictures = [shown.picture for shown in squat_frames[:4]]
    assert detector.detect(pictures) == [detector.detect([picture])[0] for picture in pictures]


def test_several_people_are_each_found_once(detector: detectors.Detector, shared: Path) -> None:
    clip = shared / "data" / "studio" / "squat_rerack_fail_dim.mp4"
    boxes = json.loads(clip.with_suffix(".json").read_text())["boxes_in_image"]
    people = detector.detect([frame_of_clip(clip, 20)])[0]
    for who in ("lifter", "spotter"):
        near = [one for one in people if _overlap(one.box, tuple(boxes[who][20])) > 0.4]
        assert len(near) == 1, who


@pytest.mark.parametrize("name", NAMES)
def test_it_gives_its_memory_back(name: str, weights: Path) -> None:  # noqa: ARG001 - where they lie
    gone = weakref.ref(loaded("detectors", name))
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("name", NAMES)
def test_a_device_that_is_not_there_is_refused(name: str, weights: Path) -> None:  # noqa: ARG001 - where they lie
    loaded("detectors", name)
    with pytest.raises(DeviceError):
        backends.load("detectors", name, threads=1, device="cuda" if has_no_gpu() else "tpu")


def test_it_says_the_same_again(detector: detectors.Detector, squat_frames: "list[Shown]") -> None:
    pictures = [shown.picture for shown in squat_frames[:2]]
    assert detector.detect(pictures) == detector.detect(pictures)


def test_it_leaves_pictures_as_they_are(detector: detectors.Detector, squat_frames: "list[Shown]") -> None:
    before = squat_frames[0].picture.bgr.copy()
    detector.detect([squat_frames[0].picture])
    assert np.array_equal(squat_frames[0].picture.bgr, before)


def test_nobody_is_an_empty_list(detector: detectors.Detector, nobody: Picture) -> None:
    assert detector.detect([nobody]) == [[]]


def test_no_pictures_no_answers(detector: detectors.Detector) -> None:
    assert detector.detect([]) == []


def _overlap(box: Box, other: Box) -> float:
    """Intersection over union."""
    one, two = np.array(box), np.array(other)
    inner = np.clip(np.minimum(one[2:], two[2:]) - np.maximum(one[:2], two[:2]), 0, None).prod()
    areas = (one[2:] - one[:2]).prod() + (two[2:] - two[:2]).prod()
    return float(inner / (areas - inner))
