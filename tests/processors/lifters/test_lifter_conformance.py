"""What every lifter in the folder keeps to; a new one is tested by being there."""

import importlib
import pkgutil
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from contracts.arrays import array
from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES
from processors import lifters
from processors.geometry.angles import angles_deg
from processors.lifters import Lifted, Lifter
from tests.processors.bodies import HEIGHT_M, body_in_world
from tests.processors.looks import NOT_GIVEN, look, looks, person_pose
from tests.processors.weights import is_made_up, loaded

NAMES = [module.name for module in pkgutil.iter_modules(lifters.__path__)]
NEVER_GIVEN = [INDEX[name] for name in NOT_GIVEN]


@pytest.fixture(scope="module", params=NAMES)
def lifter(request: pytest.FixtureRequest, weights: Path) -> Lifter:  # noqa: ARG001 - where they lie
    return cast("Lifter", loaded("lifters", request.param))


@pytest.fixture
def lifts(request: pytest.FixtureRequest, lifter: Lifter) -> None:  # noqa: ARG001 - the parameter's name is known by then
    """Only for lifters whose weights are real."""
    name = request.node.callspec.params["lifter"]
    if is_made_up("lifters", name):
        pytest.skip(f"lifters/{name} has random weights here: they can't be had")


@pytest.mark.parametrize("name", NAMES)
def test_a_backend_counts_its_revisions(name: str) -> None:
    assert importlib.import_module(f"processors.lifters.{name}").REVISION >= 1


def test_shapes_and_what_is_given(lifter: Lifter) -> None:
    state, bodies = lifter.lift(b"", HEIGHT_M, looks())
    assert state
    assert len(bodies) == len(looks())
    for body in bodies:
        assert body.joints.shape == body.joints_std.shape == (26, 3)
        assert body.angles_deg.shape == body.angles_std_deg.shape == (len(ANGLES),)
        given = np.delete(np.arange(26), NEVER_GIVEN)
        assert np.isfinite(body.joints[given]).all()
        assert np.isnan(body.joints[NEVER_GIVEN]).all()
        _assert_spread_where_given(body)


def test_one_at_a_time_is_as_all_at_once_and_it_says_the_same_again(lifter: Lifter) -> None:
    state, singly = b"", []
    for one in looks(2.0):
        state, bodies = lifter.lift(state, HEIGHT_M, [one])
        singly += bodies
    for again in (lifter.lift(b"", HEIGHT_M, looks(2.0)) for _ in range(2)):
        assert again[0] == state
        _assert_same(again[1], singly)


def test_it_goes_on_from_its_state_to_the_bit(lifter: Lifter) -> None:
    whole = lifter.lift(b"", HEIGHT_M, looks(3.0))[1]
    state, first = lifter.lift(b"", HEIGHT_M, looks(3.0)[:37])
    _assert_same(first + lifter.lift(bytes(bytearray(state)), HEIGHT_M, looks(3.0)[37:])[1], whole)


def test_it_never_looks_ahead(lifter: Lifter) -> None:
    whole = lifter.lift(b"", HEIGHT_M, looks(3.0))[1]
    for seen in (1, 20, 61):
        _assert_same(lifter.lift(b"", HEIGHT_M, looks(3.0)[:seen])[1], whole[:seen])


def test_the_body_is_as_tall_as_told(lifter: Lifter) -> None:
    short, tall = (lifter.lift(b"", height_m, looks(1.0))[1][-1].joints for height_m in (1.5, 2.0))
    assert np.nanmax(tall[:, 1]) / np.nanmax(short[:, 1]) == pytest.approx(2.0 / 1.5, rel=1e-6)
    untold = lifter.lift(b"", None, looks(1.0))[1][-1].joints
    assert 1.2 < np.nanmax(untold[:, 1]) < 2.2


@pytest.mark.usefixtures("lifts")
def test_a_body_that_is_seen_exactly_comes_out_right(lifter: Lifter) -> None:
    bodies = lifter.lift(b"", HEIGHT_M, looks(4.0))[1]
    standing, lowest = bodies[20], bodies[round(2.9 * 30)]
    off = np.abs(standing.angles_deg - angles_deg(body_in_world(facing_deg=40)))
    assert (off < np.maximum(15, 3 * standing.angles_std_deg)).all()
    knees = [ANGLES.index("knee_flexion_left"), ANGLES.index("knee_flexion_right")]
    assert lowest.angles_deg[knees] == pytest.approx([140, 140], abs=15)
    assert lowest.depth_margin_m < standing.depth_margin_m - 0.3


def test_the_floor_is_at_zero(lifter: Lifter) -> None:
    for body in lifter.lift(b"", HEIGHT_M, looks())[1]:
        toes = body.joints[[INDEX["left_heel"], INDEX["right_heel"]], 1]
        assert np.abs(toes).max() < 0.05


def test_a_gap_in_time_is_survived_and_forgotten(lifter: Lifter) -> None:
    before, after = looks(1.0), [one._replace(pts_s=one.pts_s + 60) for one in looks(1.0)]
    body = lifter.lift(b"", HEIGHT_M, [*before, *after])[1][len(before)]
    assert np.nanmax(np.abs(body.joints - lifter.lift(b"", HEIGHT_M, after[:1])[1][0].joints)) < 0.12


@pytest.mark.usefixtures("lifts")
def test_measured_gravity_takes_the_tilt_out(lifter: Lifter) -> None:
    level = lifter.lift(b"", HEIGHT_M, looks(0.5))[1][-1]
    turn = np.radians(20)
    rolled = [one._replace(gravity_in_camera=None) for one in looks(0.5, roll_deg=20.0)]
    told = [look(one.pts_s, one.pose, (np.sin(turn), np.cos(turn), 0.0)) for one in rolled]
    righted = lifter.lift(b"", HEIGHT_M, told)[1][-1]
    lean = ANGLES.index("trunk_lean")
    assert righted.angles_deg[lean] == pytest.approx(level.angles_deg[lean], abs=1)
    untold = lifter.lift(b"", HEIGHT_M, rolled)[1][-1]
    assert untold.angles_deg[lean] - level.angles_deg[lean] > -1, "some see the tilt by themselves, none beyond it"


@pytest.mark.parametrize(
    "missing", [("left_knee",), ("left_ankle", "left_heel"), ("right_hip", "neck"), ("left_wrist",)]
)
def test_a_joint_that_is_missing_is_not_guessed_and_comes_back(lifter: Lifter, missing: tuple[str, ...]) -> None:
    poor, rich = looks(1.0, missing=(*NOT_GIVEN, *missing)), looks(2.0)
    state, bodies = lifter.lift(b"", HEIGHT_M, poor)
    for body in bodies:
        assert np.isnan(body.joints[[INDEX[name] for name in missing]]).all()
        _assert_spread_where_given(body)
    back = lifter.lift(state, HEIGHT_M, rich[len(poor) :])[1][-1]
    assert np.isfinite(np.delete(back.joints, NEVER_GIVEN, axis=0)).all()
    assert np.isfinite(back.angles_deg).all()


def test_a_joint_that_vanishes_is_not_held(lifter: Lifter) -> None:
    state, _ = lifter.lift(b"", HEIGHT_M, looks(1.0))
    later = looks(2.0, missing=(*NOT_GIVEN, "left_wrist"))[30:]
    assert np.isnan(lifter.lift(state, HEIGHT_M, later)[1][-1].joints[INDEX["left_wrist"]]).all()


@pytest.mark.parametrize("joints", [np.zeros((26, 3)), np.full((26, 3), 1e6)], ids=["one-point", "far-away"])
def test_a_body_of_no_size_is_no_body_and_does_no_harm(
    lifter: Lifter, joints: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"
) -> None:
    state, bodies = lifter.lift(b"", HEIGHT_M, [look(0.0, person_pose(joints))])
    assert np.isnan(bodies[0].joints).all()
    after = [one._replace(pts_s=one.pts_s + 0.1) for one in looks(1.0)]
    assert np.isfinite(lifter.lift(state, HEIGHT_M, after)[1][-1].angles_deg).all()


def test_nothing_given_is_no_body(lifter: Lifter) -> None:
    body = lifter.lift(b"", HEIGHT_M, looks(0.1, score=0.0))[1][0]
    assert np.isnan(body.joints).all()
    assert np.isnan(body.angles_deg).all()


def test_a_model_without_depth_still_gives_a_body(lifter: Lifter) -> None:
    body = lifter.lift(b"", HEIGHT_M, looks(1.0, depth=False))[1][-1]
    assert np.isfinite(np.delete(body.joints, NEVER_GIVEN, axis=0)).all()


def test_what_is_seen_badly_is_less_sure(lifter: Lifter) -> None:
    clear, dim = (lifter.lift(b"", HEIGHT_M, looks(0.5, score=score))[1][-1] for score in (0.99, 0.3))
    assert (dim.angles_std_deg > clear.angles_std_deg).all()


def test_it_leaves_what_it_is_given(lifter: Lifter) -> None:
    one = looks(0.1)[0]
    before = array(one.pose.joints_in_image, 26, 2).copy()
    lifter.lift(b"", HEIGHT_M, [one])
    assert np.array_equal(array(one.pose.joints_in_image, 26, 2), before)


def test_no_looks_no_bodies(lifter: Lifter) -> None:
    state, _ = lifter.lift(b"", HEIGHT_M, looks(0.5))
    assert lifter.lift(state, HEIGHT_M, []) == (state, [])


def _assert_spread_where_given(body: Lifted) -> None:
    """A standard deviation above 0 goes with each number, but for the mid-hip, which joints are relative to."""
    given = np.isfinite(body.joints[:, 0])
    assert np.isnan(body.joints_std[~given]).all()
    given[INDEX["hip"]] = False
    assert (body.joints_std[given] > 0).all()
    assert np.array_equal(np.isfinite(body.angles_deg), np.isfinite(body.angles_std_deg))
    assert (body.angles_std_deg[np.isfinite(body.angles_deg)] > 0).all()
    assert (body.root_std > 0).all()
    assert not body.depth_margin_std_m <= 0, "NaN where it can't be told"


def _assert_same(some: list[Lifted], others: list[Lifted]) -> None:
    """Equal to the bit."""
    assert len(some) == len(others)
    for one, other in zip(some, others, strict=True):
        assert all(
            np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True) for a, b in zip(one, other, strict=True)
        )
