"""What every 2D pose estimator in the folder keeps to; a new one is tested by being there."""

import importlib
import pkgutil
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from contracts.skeleton import INDEX, JOINTS
from processors import pose2d
from processors.detectors import Found
from processors.model_files import identity
from processors.picture import Picture
from processors.pose2d import Ask, Joints
from processors.region import Region

if TYPE_CHECKING:
    from tests.processors.conftest import Shown

NAMES = [module.name for module in pkgutil.iter_modules(pose2d.__path__)]
LIMBS = [INDEX[f"{side}_{name}"] for side in ("left", "right") for name in ("shoulder", "hip", "knee", "ankle")]


@pytest.fixture(scope="module", params=NAMES)
def estimator(request: pytest.FixtureRequest) -> pose2d.PoseEstimator:
    module = importlib.import_module(f"processors.pose2d.{request.param}")
    return cast("pose2d.PoseEstimator", module.load("cpu"))


@pytest.mark.parametrize("name", NAMES)
def test_a_backend_says_what_it_runs(name: str) -> None:
    named, _, rest = identity(f"processors.pose2d.{name}").partition("@")
    weights, _, revision = rest.partition(".")
    assert named == name
    assert len(weights) == 8
    assert int(revision) >= 1


def test_joints_lie_where_they_are(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    errors = []
    for shown in squat_frames:
        seen = _ask(estimator, shown)
        height = np.ptp(shown.joints_in_image[:, 1])
        distances = np.linalg.norm(seen.joints_in_image - shown.joints_in_image, axis=1) / height
        errors += [distances[joint] for joint in LIMBS if shown.visible[joint]]
        assert seen.presence > 0.5
    assert np.median(errors) < 0.025


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
    _assert_midpoints(seen)


def test_depth_has_its_origin_and_its_directions(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    body = _ask(estimator, squat_frames[0]).joints_in_body
    if body is None:
        return
    assert body.shape == (len(JOINTS), 3)
    assert np.linalg.norm(body[INDEX["hip"]]) < 0.005
    assert body[INDEX["neck"], 1] < -0.3, "y points down"
    assert body[INDEX["left_hip"], 0] > body[INDEX["right_hip"], 0], "x points right: she faces the camera"
    assert body[INDEX["nose"], 2] < body[INDEX["neck"], 2], "z points away: she faces the camera"


def test_one_at_a_time_is_as_all_at_once(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    together = estimator.estimate([Ask(shown.picture, _found(shown)) for shown in squat_frames[:4]])
    for shown, seen in zip(squat_frames, together, strict=False):
        _assert_same(seen, _ask(estimator, shown))


def test_it_says_the_same_again(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    _assert_same(_ask(estimator, squat_frames[0]), _ask(estimator, squat_frames[0]))


def test_it_leaves_pictures_as_they_are(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
    before = squat_frames[0].picture.bgr.copy()
    _ask(estimator, squat_frames[0])
    assert np.array_equal(squat_frames[0].picture.bgr, before)


def test_a_turned_person_has_the_same_joints(estimator: pose2d.PoseEstimator, squat_frames: "list[Shown]") -> None:
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


def _assert_same(one: Joints, other: Joints) -> None:
    """Equal to the bit."""
    assert np.array_equal(one.joints_in_image, other.joints_in_image)
    assert np.array_equal(one.scores, other.scores)
    assert (one.presence, one.follow) == (other.presence, other.follow)
    if one.joints_in_body is not None and other.joints_in_body is not None:
        assert np.array_equal(one.joints_in_body, other.joints_in_body)


def _assert_midpoints(seen: Joints) -> None:
    """Neck and hip lie between their sides, roughly where a model gives them itself."""
    size = np.ptp(seen.joints_in_image[seen.scores > 0], axis=0).max()
    for middle, side in (("neck", "shoulder"), ("hip", "hip")):
        sides = seen.joints_in_image[[INDEX[f"left_{side}"], INDEX[f"right_{side}"]]]
        assert np.linalg.norm(seen.joints_in_image[INDEX[middle]] - sides.mean(axis=0)) < 0.1 * size
