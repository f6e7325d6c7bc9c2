"""What every 2D pose estimator in the folder keeps to; a new one is tested by being there."""

import gc
import pkgutil
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from contracts.skeleton import INDEX, JOINTS
from processors import pose2d
from processors.backend import declared
from processors.detectors import Found
from processors.model_files import identity
from processors.picture import Picture
from processors.pose2d import Ask, Joints
from processors.region import Region
from tests.processors.weights import is_made_up, loaded, module_of

if TYPE_CHECKING:
    from tests.processors.conftest import Shown

NAMES = [module.name for module in pkgutil.iter_modules(pose2d.__path__)]
LIMBS = [INDEX[f"{side}_{name}"] for side in ("left", "right") for name in ("shoulder", "hip", "knee", "ankle")]


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def estimator(name: str, weights: Path) -> pose2d.PoseEstimator:  # noqa: ARG001 - where they lie
    return cast("pose2d.PoseEstimator", loaded("pose2d", name))


@pytest.fixture
def sees(name: str) -> None:
    """Only for models whose weights are real."""
    if is_made_up("pose2d", name):
        pytest.skip(f"pose2d/{name} has random weights here: they can't be had")


def test_a_backend_says_what_it_runs(name: str) -> None:
    named, _, rest = identity(f"processors.pose2d.{name}").partition("@")
    weights, _, revision = rest.partition(".")
    assert named == name
    assert len(weights) == 8
    assert int(revision) >= 1


@pytest.mark.usefixtures("sees")
def test_joints_lie_where_they_are(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    errors = []
    for shown in squat_frames:
        seen = _ask(estimator, shown)
        height = np.ptp(shown.joints_in_image[:, 1])
        distances = np.linalg.norm(seen.joints_in_image - shown.joints_in_image, axis=1) / height
        errors += [distances[joint] for joint in LIMBS if shown.visible[joint]]
        assert seen.presence > 0.5
    assert np.median(errors) < 0.025


@pytest.mark.usefixtures("sees")
def test_the_region_follows_the_person(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    first = squat_frames[0]
    followed = estimator.estimate([Ask(first.picture, _ask(estimator, first).follow)])[0]
    distances = np.linalg.norm(followed.joints_in_image - first.joints_in_image, axis=1)[LIMBS]
    assert np.median(distances) < 0.03 * np.ptp(first.joints_in_image[:, 1])


def test_shapes_and_ranges(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    seen = _ask(estimator, squat_frames[0])
    assert seen.joints_in_image.shape == (len(JOINTS), 2)
    assert seen.scores.shape == (len(JOINTS),)
    assert seen.joints_in_image.dtype == seen.scores.dtype == np.float32
    assert ((seen.scores >= 0) & (seen.scores <= 1)).all()
    assert 0 <= seen.presence <= 1
    assert all(type(value) is float for value in (*seen.follow, seen.presence))


@pytest.mark.usefixtures("sees")
def test_midpoints_lie_between_their_sides(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    _assert_midpoints(_ask(estimator, squat_frames[0]))


def test_it_gives_its_memory_back(name: str, weights: Path) -> None:  # noqa: ARG001 - where they lie
    gone = weakref.ref(loaded("pose2d", name))
    gc.collect()
    assert gone() is None


def test_depth_has_its_origin_and_its_directions(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    body = _ask(estimator, squat_frames[0]).joints_in_body
    if body is None:
        return
    assert body.shape == (len(JOINTS), 3)
    assert np.linalg.norm(body[INDEX["hip"]]) < 0.005
    assert body[INDEX["neck"], 1] < -0.3, "y points down"
    assert body[INDEX["left_hip"], 0] > body[INDEX["right_hip"], 0], "x points right: she faces the camera"
    assert body[INDEX["nose"], 2] < body[INDEX["neck"], 2], "z points away: she faces the camera"


def test_one_at_a_time_is_as_all_at_once(
    name: str, estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]"
) -> None:
    together = estimator.estimate([Ask(shown.picture, _found(shown)) for shown in squat_frames[:4]])
    for shown, seen in zip(squat_frames, together, strict=False):
        _assert_same(seen, _ask(estimator, shown), declared(module_of(f"pose2d/{name}")).tolerance)


def test_it_says_the_same_again(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    _assert_same(_ask(estimator, squat_frames[0]), _ask(estimator, squat_frames[0]))


def test_it_leaves_pictures_as_they_are(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    before = squat_frames[0].picture.bgr.copy()
    _ask(estimator, squat_frames[0])
    assert np.array_equal(squat_frames[0].picture.bgr, before)


@pytest.mark.usefixtures("sees")
def test_a_turned_person_has_the_same_joints(
    name: str, estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]"
) -> None:
    if not getattr(module_of(f"pose2d/{name}"), "TURNS", True):
        pytest.skip(f"pose2d/{name} sees the picture as it is, whatever way somebody lies in it")
    shown = squat_frames[0]
    upright = _ask(estimator, shown)
    width = shown.picture.bgr.shape[1]
    x, y, side, angle = upright.follow
    lying = Ask(
        Picture(bgr=np.ascontiguousarray(np.rot90(shown.picture.bgr))), Region(y, width - x, side, angle - np.pi / 2)
    )
    turned = estimator.estimate([lying])[0].joints_in_image
    back = np.stack([width - turned[:, 1], turned[:, 0]], axis=1)
    again = estimator.estimate([Ask(shown.picture, upright.follow)])[0].joints_in_image
    assert np.median(np.linalg.norm(back - again, axis=1)[LIMBS]) < 0.02 * np.ptp(shown.joints_in_image[:, 1])


@pytest.mark.parametrize(
    "where",
    [
        Region(4.0, 4.0, 8.0, 0.0),
        Region(4.0, 4.0, 0.0, 1.0),
        Region(-1e4, 1e4, 50.0, -2.0),
        Found((0.0, 0.0, 8.0, 8.0), 0.5),
        Found((3.0, 3.0, 3.0, 3.0), 0.5, (3.0, 3.0, 3.0, 3.0)),
    ],
    ids=["small", "empty", "far-outside", "box", "empty-axis"],
)
def test_nobody_has_no_presence(estimator: pose2d.PoseEstimator, nobody: Picture, where: Region | Found) -> None:
    seen = estimator.estimate([Ask(nobody, where)])[0]
    assert seen.presence < 0.5
    assert np.isfinite(seen.joints_in_image).all()
    assert np.isfinite(seen.scores).all()
    assert np.isfinite(seen.follow).all()


def test_no_asks_no_answers(estimator: pose2d.PoseEstimator) -> None:
    assert estimator.estimate([]) == []


def _found(shown: "Shown") -> Found:
    """What a detector without an axis says of the lifter."""
    return Found(shown.box, 1.0)


def _ask(estimator: pose2d.PoseEstimator, shown: "Shown") -> Joints:
    return estimator.estimate([Ask(shown.picture, _found(shown))])[0]


def _assert_same(one: Joints, other: Joints, tolerance_px: float = 0.0) -> None:
    """Equal to the bit, or within what the backend declares."""
    assert np.allclose(one.joints_in_image, other.joints_in_image, rtol=0, atol=tolerance_px)
    assert np.allclose(one.scores, other.scores, rtol=0, atol=tolerance_px / 100)
    if not tolerance_px:
        assert (one.presence, one.follow) == (other.presence, other.follow)
    if one.joints_in_body is not None and other.joints_in_body is not None:
        assert np.array_equal(one.joints_in_body, other.joints_in_body)


def _assert_midpoints(seen: Joints) -> None:
    """Neck and hip lie between their sides, roughly where a model gives them itself."""
    size = np.ptp(seen.joints_in_image[seen.scores > 0], axis=0).max()
    for middle, side in (("neck", "shoulder"), ("hip", "hip")):
        sides = seen.joints_in_image[[INDEX[f"left_{side}"], INDEX[f"right_{side}"]]]
        assert np.linalg.norm(seen.joints_in_image[INDEX[middle]] - sides.mean(axis=0)) < 0.1 * size
