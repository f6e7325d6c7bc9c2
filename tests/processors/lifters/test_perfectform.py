"""Bad input to our lifter: a named answer or a wide spread, never a confident wrong pose, never a crash."""

from collections.abc import Callable

import numpy as np
import pytest

from contracts.arrays import array, floats
from contracts.poses2d import PersonPose
from contracts.skeleton import INDEX
from processors.lifters import Lifted, Look
from processors.lifters.perfectform import load
from tests.processors.bodies import HEIGHT_M
from tests.processors.looks import NOT_GIVEN, looks

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def changed(look: Look, joints: Callable[[Floats], None] | None = None, scores: float | None = None) -> Look:
    image, known = (array(data, *shape).copy() for data, shape in _arrays(look.pose))
    if joints is not None:
        joints(image)
    if scores is not None:
        known[:] = scores
    pose = PersonPose(
        track=look.pose.track,
        score=look.pose.score,
        joints_in_image=floats(image),
        joint_scores=floats(known),
        joints_in_body=look.pose.joints_in_body,
    )
    return look._replace(pose=pose)


def _arrays(pose: PersonPose) -> list[tuple[bytes, tuple[int, ...]]]:
    return [(pose.joints_in_image, (26, 2)), (pose.joint_scores, (26,))]


def lifted(frames: list[Look]) -> list[Lifted]:
    return load().lift(b"", HEIGHT_M, frames)[1]


def fill(value: float, name: str) -> Callable[[Floats], None]:
    def change(image: Floats) -> None:
        image[INDEX[name]] = value

    return change


def step_aside(image: Floats) -> None:
    image[:, 0] += 500


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
def test_a_joint_that_is_no_number_is_not_given(value: float) -> None:
    frames = looks(1.5)
    frames[30] = changed(frames[30], fill(value, "left_knee"))
    bodies = lifted(frames)
    assert np.isnan(bodies[30].joints[INDEX["left_knee"]]).all()
    assert np.isnan(bodies[30].angles_deg[0])
    assert np.isfinite(bodies[-1].angles_deg).all()


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_no_joint_is_a_number(value: float) -> None:
    frames = looks(1.0)
    frames[10] = changed(frames[10], lambda image: image.fill(value))
    assert np.isnan(lifted(frames)[10].joints).all()


def test_all_scores_are_0() -> None:
    frames = looks(1.0)
    frames[10:15] = [changed(frame, scores=0.0) for frame in frames[10:15]]
    bodies = lifted(frames)
    assert all(np.isnan(body.joints).all() for body in bodies[10:15])
    assert np.isfinite(bodies[-1].angles_deg).all()


def test_two_frames_with_one_timestamp() -> None:
    frames = looks(1.0)
    twice = lifted([*frames[:20], frames[19], *frames[20:]])
    assert np.allclose(twice[20].angles_deg, twice[19].angles_deg)
    assert np.allclose(twice[-1].angles_deg, lifted(frames)[-1].angles_deg, atol=1.0)


def test_time_that_runs_backwards_begins_anew() -> None:
    frames = looks(2.0)
    after = lifted([*frames[40:], *frames[:20]])[-1]
    assert np.abs(after.angles_deg - lifted(frames[:20])[-1].angles_deg).max() < 5


def test_a_cut_in_the_video_begins_anew() -> None:
    frames = looks(2.0)
    far = [changed(frame, step_aside) for frame in frames]
    later = [frame._replace(pts_s=frame.pts_s + 2.0) for frame in far]
    cut, fresh = (lifted(some)[-1] for some in ([*frames, *later], later))
    assert np.abs(cut.angles_deg - fresh.angles_deg).max() < 3


def test_a_time_that_is_no_number() -> None:
    frames = looks(1.0)
    bodies = lifted([*frames[:10], frames[10]._replace(pts_s=float("nan")), *frames[11:]])
    assert np.isnan(bodies[10].joints).all()
    assert np.isfinite(bodies[-1].angles_deg).all()


def test_somebody_who_leaves_and_comes_back_keeps_their_bones() -> None:
    frames = looks(4.0)
    back = [frame._replace(pts_s=frame.pts_s + 14.0) for frame in frames]
    before, after = (bodies := lifted([*frames, *back]))[-len(back) - 1], bodies[-1]
    thighs = [np.linalg.norm(b.joints[INDEX["left_knee"]] - b.joints[INDEX["left_hip"]]) for b in (before, after)]
    assert thighs[0] == pytest.approx(thighs[1], rel=0.01)


def test_an_unknown_height_widens_the_spread() -> None:
    told, untold = (load().lift(b"", height_m, looks(1.0))[1][-1] for height_m in (1.72, None))
    assert (np.nan_to_num(untold.joints_std) >= np.nan_to_num(told.joints_std)).all()
    assert untold.joints_std[INDEX["nose"], 1] > 1.1 * told.joints_std[INDEX["nose"], 1]


def test_a_model_that_gives_no_hips_gets_no_body() -> None:
    bodies = lifted(looks(0.5, missing=(*NOT_GIVEN, "hip")))
    assert all(np.isnan(body.joints).all() for body in bodies)


def test_sixty_frames_a_second_are_as_thirty() -> None:
    some = looks(2.0)
    between = [frame._replace(pts_s=frame.pts_s + 1 / 60) for frame in some]
    doubled = [frame for pair in zip(some, between, strict=True) for frame in pair]
    assert np.abs(lifted(doubled)[-2].angles_deg - lifted(some)[-1].angles_deg).max() < 6


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30])
def test_a_bar_whose_ends_are_no_numbers_is_none(value: float) -> None:
    frames = looks(1.0)
    nowhere = [frame._replace(bar_in_image=floats(np.full((2, 2), value))) for frame in frames]
    assert np.array_equal(lifted(nowhere)[-1].joints, lifted(frames)[-1].joints, equal_nan=True)


def test_the_ends_of_the_bar_count_each_by_itself() -> None:
    frames = looks(1.0)
    ends = np.array([[600.0, 500.0], [120.0, 500.0]])
    given = [ends, np.where([[True], [False]], ends, np.nan), np.full((2, 2), np.nan)]
    bodies = [lifted([frame._replace(bar_in_image=floats(bar)) for frame in frames])[-1].angles_deg for bar in given]
    assert len({body.tobytes() for body in bodies}) == len(given)
