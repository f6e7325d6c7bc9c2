"""The stage `pose`: whom it follows, through looks, taps, and times in which nobody is seen."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec
import pytest

from contracts.arrays import floats
from contracts.poses2d import Poses2d
from contracts.run import LifterHint, Run
from processors.pose import Pose
from processors.pose_state import PoseState
from processors.stage import Sighting
from tests.processors.bodies import end
from tests.processors.sights import ScriptedEstimator, sighting, x_of

Script = Callable[[int], Sequence[tuple[float, float, float]]]
LEFT, MIDDLE, RIGHT = 100.0, 330.0, 560.0


def stands(*at: float) -> Script:
    return lambda _: [(x, 0.0, 0.0) for x in at]


def posed(script: Script, sightings: list[Sighting], hint: LifterHint | None = None) -> list[Poses2d]:
    stage = Pose(ScriptedEstimator(script))
    answers = stage.step(stage.start(Run(models={}, lifter_hint=hint)), sightings)[1]
    return [answer for answer in answers if isinstance(answer, Poses2d)]


def lifter_x(answer: Poses2d) -> float | None:
    return next((x_of(one.joints_in_image) for one in answer.people if one.track == answer.lifter), None)


def places(answers: list[Poses2d]) -> list[float | None]:
    return [None if (x := lifter_x(answer)) is None else round(x) for answer in answers]


def frames(count: int, *people: tuple[int, float], every: int = 15, start: int = 0) -> list[Sighting]:
    """Frames in whose every 15th the detector looks and sees these people."""
    return [
        sighting(frame, *(people if frame % every == 0 else ()), looked=frame % every == 0)
        for frame in range(start, start + count)
    ]


def tap(frame: int, x: float) -> LifterHint:
    return LifterHint(frame=frame, point_in_image=floats([x, 240.0]))


def test_a_lone_lifter_is_followed_without_looks() -> None:
    def walks(frame: int) -> list[tuple[float, float, float]]:
        return [(MIDDLE + frame, 0.0, 0.0)]

    answers = posed(walks, [sighting(0, (4, MIDDLE)), *[sighting(frame, looked=False) for frame in range(1, 60)]])
    assert {answer.lifter for answer in answers} == {4}
    assert places(answers) == [round(MIDDLE + frame) for frame in range(60)]


def test_nobody_is_followed_before_somebody_is_detected() -> None:
    answers = posed(stands(MIDDLE), [sighting(0), sighting(1), sighting(2, (0, MIDDLE))])
    assert [answer.lifter for answer in answers] == [None, None, 0]
    assert [len(answer.people) for answer in answers] == [0, 0, 1]


def test_others_are_told_only_after_a_look() -> None:
    answers = posed(stands(LEFT, MIDDLE), frames(20, (0, LEFT), (1, MIDDLE)))
    assert [answer.frame for answer in answers if len(answer.people) == 2] == [0, 15]
    assert {answer.lifter for answer in answers} == {1}


def test_somebody_seen_twice_is_told_once() -> None:
    answer = posed(stands(MIDDLE), [sighting(0, (0, MIDDLE), (1, MIDDLE + 20))])[0]
    assert len(answer.people) == 1


def test_two_boxes_of_somebody_else_are_one_person() -> None:
    answer = posed(stands(LEFT, MIDDLE), [sighting(0, (0, MIDDLE), (1, LEFT), (2, LEFT + 20))])[0]
    assert [one.track for one in answer.people] == [0, 1]


def test_a_spotter_in_front_gives_way_to_who_moves() -> None:
    def squats(frame: int) -> list[tuple[float, float, float]]:
        down = 80.0 * abs(1 - frame % 30 / 15)
        return [(MIDDLE, 0.0, 0.0), (LEFT, down, down)]

    answers = posed(squats, frames(300, (0, MIDDLE), (1, LEFT)))
    assert lifter_x(answers[0]) == pytest.approx(MIDDLE)
    assert lifter_x(answers[-1]) == pytest.approx(LEFT)
    switches = sum(a.lifter != b.lifter for a, b in pairwise(answers))
    assert switches == 1, "the evidence decides once and stays"


def test_nobody_takes_over_from_whom_a_person_tapped() -> None:
    def squats(frame: int) -> list[tuple[float, float, float]]:
        down = 80.0 * (frame // 15 % 2)
        return [(MIDDLE, 0.0, 0.0), (LEFT, down, down)]

    answers = posed(squats, frames(300, (0, MIDDLE), (1, LEFT)), tap(0, MIDDLE))
    assert set(places(answers)) == {MIDDLE}


@pytest.mark.parametrize("tapped_frame", [30, 37, 44])
def test_a_tap_counts_from_its_frame_or_the_first_look_after_it(tapped_frame: int) -> None:
    """Somebody walks from the left to the middle; at 30 somebody else comes to the left, and is tapped there."""

    def walks(frame: int) -> list[tuple[float, float, float]]:
        first = (LEFT + (MIDDLE - LEFT) * min(1.0, frame / 29), 0.0, 0.0)
        return [first, *([(LEFT, 0.0, 0.0)] if frame >= 30 else [])]

    sightings = [*frames(30, (0, LEFT)), *frames(60, (0, MIDDLE), (1, LEFT), start=30)]
    sightings[15] = sighting(15, (0, walks(15)[0][0]))
    answers = places(posed(walks, sightings, tap(tapped_frame, LEFT)))
    first_look = -(-tapped_frame // 15) * 15
    assert answers[first_look:] == [LEFT] * (90 - first_look)
    assert answers[29:first_look] == [MIDDLE] * (first_look - 29)


def test_before_the_tap_who_stands_there_is_followed() -> None:
    answers = posed(stands(LEFT, MIDDLE), frames(40, (0, LEFT), (1, MIDDLE)), tap(30, LEFT))
    assert set(places(answers)) == {LEFT}


def test_a_tapped_frame_that_is_dropped_is_made_up_for() -> None:
    sightings = frames(60, (0, LEFT), (1, MIDDLE))
    sightings[30] = sighting(30, dropped=True)
    assert lifter_x(posed(stands(LEFT, MIDDLE), sightings, tap(30, LEFT))[-1]) == pytest.approx(LEFT)


def test_a_tap_on_nobody_changes_nothing() -> None:
    sightings = [*frames(30, (1, MIDDLE)), *frames(60, (1, MIDDLE), start=30)]
    answers = posed(stands(MIDDLE), sightings, tap(30, RIGHT + 60))
    assert set(places(answers[30:])) == {MIDDLE}


def test_a_tap_on_the_lifter_loses_no_frame() -> None:
    answers = posed(stands(MIDDLE), frames(60, (1, MIDDLE)), tap(22, MIDDLE))
    assert set(places(answers)) == {MIDDLE}


def test_who_is_hidden_for_a_moment_is_found_at_the_same_place() -> None:
    def hidden(frame: int) -> list[tuple[float, float, float]]:
        return [] if 10 <= frame < 30 else [(MIDDLE, 0.0, 0.0)]

    answers = posed(hidden, [sighting(0, (0, MIDDLE)), *[sighting(frame, looked=False) for frame in range(1, 40)]])
    assert places(answers) == [MIDDLE] * 10 + [None] * 20 + [MIDDLE] * 10
    assert [answer.lifter for answer in answers[10:30]] == [None] * 20


def test_while_patience_lasts_nobody_takes_the_place_of_a_hidden_lifter() -> None:
    def hidden(frame: int) -> list[tuple[float, float, float]]:
        return [(LEFT, 0.0, 0.0), *([] if 14 <= frame < 20 else [(MIDDLE, 0.0, 0.0)])]

    looks: dict[int, tuple[tuple[int, float], ...]] = {0: ((0, MIDDLE), (1, LEFT)), 15: ((1, LEFT),)}
    answers = posed(hidden, [sighting(frame, *looks.get(frame, ())) for frame in range(40)])
    assert set(places(answers)) == {MIDDLE, None}
    assert lifter_x(answers[-1]) == pytest.approx(MIDDLE)


def test_patience_ends_and_another_is_chosen() -> None:
    def leaves(frame: int) -> list[tuple[float, float, float]]:
        return [(LEFT, 0.0, 0.0), *([] if frame >= 10 else [(MIDDLE, 0.0, 0.0)])]

    sightings = [*frames(10, (0, MIDDLE), (1, LEFT), every=2), *frames(190, (1, LEFT), start=10)]
    seen = places(posed(leaves, sightings))
    assert seen[:70] == [MIDDLE] * 10 + [None] * 60
    assert seen[-1] == LEFT


def test_who_did_much_is_waited_for_longer() -> None:
    def squats(frame: int) -> list[tuple[float, float, float]]:
        down = 60.0 * (frame // 15 % 2)
        return [(LEFT, 0.0, 0.0), *([] if 150 <= frame < 250 else [(MIDDLE, down, down)])]

    hidden = [frames(250, (1, LEFT))[frame] for frame in range(150, 250)]
    sightings = [*frames(150, (0, MIDDLE), (1, LEFT)), *hidden, *frames(60, (0, MIDDLE), (1, LEFT), start=250)]
    seen = places(posed(squats, sightings))
    assert LEFT not in seen
    assert seen[-1] == pytest.approx(MIDDLE, abs=1)


def test_the_lifters_box_is_told_while_joints_are_not() -> None:
    def hidden(frame: int) -> list[tuple[float, float, float]]:
        return [] if 10 <= frame < 30 else [(MIDDLE, 0.0, 0.0)]

    answers = posed(hidden, [sighting(0, (0, MIDDLE)), *[sighting(frame, looked=False) for frame in range(1, 40)]])
    boxes = {answer.lifter_box_in_image for answer in answers}
    assert len(boxes) == 1
    assert None not in boxes


def test_joints_that_leap_onto_somebody_beside_are_not_the_lifters() -> None:
    def slips(frame: int) -> list[tuple[float, float, float]]:
        return [(MIDDLE + (55 if 20 <= frame < 50 else 0), 0.0, 0.0)]

    answers = posed(slips, [sighting(0, (0, MIDDLE)), *[sighting(frame, looked=False) for frame in range(1, 60)]])
    assert places(answers) == [MIDDLE] * 20 + [None] * 30 + [MIDDLE] * 10
    assert len({answer.lifter_box_in_image for answer in answers}) == 1


def test_the_lifter_is_found_again_under_another_number_at_the_same_place() -> None:
    def hidden(frame: int) -> list[tuple[float, float, float]]:
        return [(LEFT, 0.0, 0.0), *([] if 20 <= frame < 30 else [(MIDDLE, 0.0, 0.0)])]

    looks: dict[int, tuple[tuple[int, float], ...]] = {
        0: ((0, MIDDLE), (1, LEFT)),
        15: ((0, MIDDLE), (1, LEFT)),
        30: ((7, MIDDLE), (1, LEFT)),
    }
    answers = posed(hidden, [sighting(frame, *looks.get(frame, ()), looked=frame in looks) for frame in range(40)])
    assert {answer.lifter for answer in answers[:20]} == {0}
    assert {answer.lifter for answer in answers[30:]} == {7}


def test_who_overtakes_the_lifter_has_to_stay_ahead() -> None:
    def squats(frame: int) -> list[tuple[float, float, float]]:
        down = 80.0 * abs(frame % 30 / 15 - 1) - 80.0 if frame >= 60 else 0.0
        return [(MIDDLE, 0.0, 0.0), (LEFT, down, down)]

    answers = posed(squats, frames(300, (0, MIDDLE), (1, LEFT), every=5))
    stage = Pose(ScriptedEstimator(squats))
    state, ahead = stage.start(Run(models={})), list[int | None]()
    for one in frames(300, (0, MIDDLE), (1, LEFT), every=5):
        state, _ = stage.step(state, [one])
        ahead.append(state.ahead)
    first = ahead.index(1)
    assert {answer.lifter for answer in answers[: first + 15]} == {0}
    assert {answer.lifter for answer in answers[first + 20 :]} == {1}


def test_the_number_follows_the_place() -> None:
    answers = posed(stands(MIDDLE), [sighting(0, (0, MIDDLE)), sighting(1, (7, MIDDLE)), sighting(2, looked=False)])
    assert [answer.lifter for answer in answers] == [0, 7, 7]


def test_dropped_frames_are_answered_unseen() -> None:
    answers = posed(stands(MIDDLE), [sighting(0, (0, MIDDLE)), sighting(1, dropped=True), sighting(2, looked=False)])
    assert [(answer.dropped, answer.lifter) for answer in answers] == [(False, 0), (True, None), (False, 0)]


def test_the_end_is_passed_on() -> None:
    stage = Pose(ScriptedEstimator(stands()))
    assert stage.step(stage.start(Run(models={})), [end(5, 0.2)])[1] == [end(5, 0.2)]


def test_it_goes_on_from_a_stored_state() -> None:
    def squats(frame: int) -> list[tuple[float, float, float]]:
        down = 80.0 * (frame // 15 % 2)
        people = [(MIDDLE, 0.0, 0.0), (LEFT, down, down - 60)]
        return people if frame % 50 > 4 else []

    hint, sightings = tap(100, RIGHT), frames(200, (0, MIDDLE), (1, LEFT))
    together = posed(squats, sightings, hint)
    stage = Pose(ScriptedEstimator(squats))
    state, singly = stage.start(Run(models={}, lifter_hint=hint)), []
    for index, one in enumerate(sightings):
        if index % 37 == 0:
            state = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=PoseState)
        state, answers = stage.step(state, [one])
        singly += answers
    assert singly == together
    assert state.frame == 199
