"""The stage `lift`: one world for a session, whoever is lifted in it."""

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from contracts.arrays import array
from contracts.event import EndOfStream
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.run import Run
from contracts.skeleton import INDEX
from processors.lift import Lift, LiftState
from processors.lifters import blazepose
from tests.processors.bodies import HEIGHT_M, body_in_world, end
from tests.processors.looks import NOT_GIVEN, looks, person_pose, poses2d, standing

ANKLES = [INDEX["left_ankle"], INDEX["right_ankle"]]
RUN = Run(models={}, height_m=HEIGHT_M)


def lifted(messages: list[Poses2d], run: Run = RUN) -> list[Poses3d]:
    stage = Lift(blazepose.load())
    answers = stage.step(stage.start(run), messages)[1]
    return [answer for answer in answers if isinstance(answer, Poses3d)]


def joints(answer: Poses3d) -> NDArray[np.float32]:
    assert answer.body is not None
    return array(answer.body.joints_in_world, 26, 3)


def moving(frames: int, x_m: float, *, back: int = 0) -> list[Poses2d]:
    """A lifter who walks `x_m` to the right for `back` frames, and then stands."""
    return [poses2d(index, standing(x_m=x_m * min(1.0, index / max(back, 1)))) for index in range(frames)]


def test_the_origin_lies_under_the_ankles_and_the_floor_at_zero() -> None:
    for answer in lifted(moving(60, 0.0)):
        middle = joints(answer)[ANKLES].mean(axis=0)
        assert middle == pytest.approx([0, 0.045 * HEIGHT_M, 0], abs=0.01)


def test_the_origin_is_fixed_once_the_ankles_stand_still() -> None:
    answers = lifted(moving(120, 0.8, back=60))
    assert joints(answers[30])[ANKLES, 0].mean() == pytest.approx(0, abs=0.02), "still walking: the world walks along"
    assert joints(answers[-1])[ANKLES, 0].mean() == pytest.approx(0, abs=0.1)
    steps_away = [*moving(60, 0.0), *(poses2d(60 + index, standing(x_m=0.5)) for index in range(30))]
    assert joints(lifted(steps_away)[-1])[ANKLES, 0].mean() == pytest.approx(0.5, abs=0.05)


def test_ankles_that_are_not_seen_fix_no_origin() -> None:
    missing = (*NOT_GIVEN, "left_ankle")
    unseen = [poses2d(index, standing(missing=missing)) for index in range(30)]
    seen = [poses2d(30 + index, standing()) for index in range(30)]
    assert joints(lifted([*unseen, *seen])[-1])[ANKLES].mean(axis=0) == pytest.approx([0, 0.079, 0], abs=0.02)


def test_nobody_gives_no_body() -> None:
    someone_else = poses2d(1, standing(track=3), lifter=None)
    assert [answer.body for answer in lifted([poses2d(0), someone_else])] == [None, None]


def test_another_lifter_is_lifted_afresh_in_the_same_world() -> None:
    first = [poses2d(index, standing()) for index in range(30)]
    tall = person_pose(1.3 * body_in_world(facing_deg=40) + np.array([0.5, 0, 0]), track=1)
    second = [poses2d(30 + index, tall, lifter=1) for index in range(30)]
    switched = joints(lifted([*first, *second])[30])
    alone = joints(lifted(second)[0])
    nose = INDEX["nose"]
    assert switched[nose, 1] == pytest.approx(alone[nose, 1], rel=1e-4), "nothing of the first is left"
    assert switched[ANKLES, 0].mean() == pytest.approx(0.5 / 1.3, abs=0.05), "the origin is still the first's"


def test_another_number_at_the_same_place_is_the_same_lifter() -> None:
    seen = [look.pose for look in looks(3.0)]
    renumbered = [msgspec.structs.replace(pose, track=int(index >= 30)) for index, pose in enumerate(seen)]
    once = lifted([poses2d(index, pose) for index, pose in enumerate(seen)])
    twice = lifted([poses2d(index, pose, lifter=pose.track) for index, pose in enumerate(renumbered)])
    assert all(np.array_equal(joints(a), joints(b), equal_nan=True) for a, b in zip(once, twice, strict=True))


def test_dropped_is_passed_on() -> None:
    answers = lifted([poses2d(0, standing()), poses2d(1, lifter=None, dropped=True)])
    assert [answer.dropped for answer in answers] == [False, True]
    assert answers[1].body is None


def test_the_end_is_passed_on() -> None:
    stage = Lift(blazepose.load())
    assert stage.step(stage.start(RUN), [end(7, 1.0)])[1] == [end(7, 1.0)]


def test_it_says_where_up_and_scale_come_from() -> None:
    told = msgspec.structs.replace(poses2d(0, standing()), gravity_in_camera=np.array([0, 1, 0], "<f4").tobytes())
    assert [(one.gravity, one.scale) for one in lifted([told])] == [("measured", "height")]
    assert [(one.gravity, one.scale) for one in lifted([poses2d(0, standing())], Run(models={}))] == [
        ("assumed", "assumed")
    ]


def test_it_goes_on_from_a_stored_state() -> None:
    messages: list[Poses2d | EndOfStream] = [
        poses2d(index, look.pose, lifter=0 if index % 50 else None) for index, look in enumerate(looks(4.0))
    ]
    stage = Lift(blazepose.load())
    _, together = stage.step(stage.start(RUN), messages)
    state, singly = stage.start(RUN), []
    for index, message in enumerate(messages):
        if index % 37 == 0:
            state = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=LiftState)
        state, answers = stage.step(state, [message])
        singly += answers
    assert singly == together
    assert state.frame == len(messages) - 1
