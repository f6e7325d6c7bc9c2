"""The motion behind reps: what counts, what doesn't, and what is passed over."""

import pytest

from processors.judging.squat_motion import Finished, Motion, advance, flush

FPS = 30


def moved(*ways: tuple[float, float, float], motion: Motion | None = None) -> tuple[Motion, list[Finished]]:
    """Go through straight ways of seconds, height and bend at their ends; begins standing at 0.53."""
    motion = motion or Motion()
    finished: list[Finished] = []
    at_s, height, bend = (motion.at_s or 0.0) + 1 / FPS, 0.53, 5.0
    for seconds, to_height, to_bend in ways:
        count = max(round(seconds * FPS), 1)
        for step in range(1, count + 1):
            part = step / count
            motion, over = advance(motion, at_s, height + part * (to_height - height), bend + part * (to_bend - bend))
            finished += [over] if over else []
            at_s += 1 / FPS
        height, bend = to_height, to_bend
    return motion, finished


STAND, DOWN, UP = (1.5, 0.53, 5.0), (1.3, 0.28, 120.0), (1.3, 0.53, 5.0)


def test_down_and_up_is_a_rep() -> None:
    (rep,) = moved(STAND, DOWN, UP, STAND)[1]
    assert rep.fall == pytest.approx(0.25, abs=0.01)
    assert rep.recovered == pytest.approx(1, abs=0.05)
    assert not rep.failed
    assert rep.start_s == pytest.approx(1.5, abs=0.1)
    assert rep.end_s == pytest.approx(4.1, abs=0.1)


@pytest.mark.parametrize(
    "ways",
    [
        [(1.3, 0.47, 30.0), (1.3, 0.53, 5.0)],
        [(1.3, 0.28, 20.0), (1.3, 0.53, 5.0)],
        [(0.3, 0.40, 90.0), (0.3, 0.53, 5.0)],
    ],
    ids=["too-shallow", "straight-knees", "too-quick"],
)
def test_what_is_too_shallow_straight_or_quick_is_no_rep(ways: list[tuple[float, float, float]]) -> None:
    motion, finished = moved(STAND, *ways, STAND)
    assert finished == []
    assert motion.phase == "setup"


def test_going_down_again_before_the_top_ends_a_rep_and_begins_one() -> None:
    motion, finished = moved(STAND, DOWN, (1.0, 0.46, 40.0), (1.0, 0.28, 120.0), UP, STAND)
    assert [round(rep.recovered, 1) for rep in finished] == [0.7, 1.0]
    assert motion.reps == 2


def test_sitting_down_for_long_is_no_rep() -> None:
    motion, finished = moved(STAND, DOWN, (20.0, 0.28, 120.0), UP, STAND)
    assert finished == []
    assert motion.phase == "setup"


def test_a_stall_marks_the_rep_as_failed() -> None:
    (rep,) = moved(STAND, DOWN, (0.7, 0.40, 70.0), (2.0, 0.40, 70.0), (1.0, 0.53, 5.0), STAND)[1]
    assert rep.failed


def test_a_jump_is_passed_over_and_one_that_lasts_is_believed() -> None:
    motion, _ = moved(STAND)
    at_s = motion.at_s or 0.0
    assert advance(motion, at_s + 0.033, 0.9, 5.0)[0] is motion
    assert advance(motion, at_s + 0.9, 0.9, 5.0)[0].height == 0.9


@pytest.mark.parametrize("elapsed_s", [0.0, -0.5])
def test_a_frame_that_is_not_later_is_passed_over(elapsed_s: float) -> None:
    motion, _ = moved(STAND)
    assert advance(motion, (motion.at_s or 0.0) + elapsed_s, 0.53, 5.0) == (motion, None)


def test_the_bottom_is_one_phase() -> None:
    motion, phases = Motion(), []
    heights = [0.53] * 45 + [0.53 - 0.25 * (1 - abs(1 - step / 40)) for step in range(81)] + [0.53] * 30
    for index, height in enumerate(heights):
        motion, _ = advance(motion, index / FPS, height, 480 * (0.53 - height))
        phases.append(motion.phase)
    assert [now for before, now in zip(["", *phases], phases, strict=False) if now != before] == [
        "setup",
        "descent",
        "bottom",
        "ascent",
        "lockout",
        "rest",
    ]


@pytest.mark.parametrize(
    ("ways", "told"), [([DOWN], 0), ([DOWN, (0.4, 0.36, 80.0)], 0), ([DOWN, (1.0, 0.46, 40.0)], 1), ([DOWN, UP], 1)]
)
def test_giving_up_tells_the_rep_if_most_of_it_was_done(ways: list[tuple[float, float, float]], told: int) -> None:
    motion, finished = moved(STAND, *ways)
    assert finished == []
    after, over = flush(motion)
    assert (over is not None) == bool(told)
    assert (after.at_s, after.reps) == (None, told)


def test_who_comes_back_stands_where_they_are() -> None:
    after, _ = flush(moved(STAND, DOWN)[0])
    motion, finished = moved(STAND, DOWN, UP, STAND, motion=after)
    assert len(finished) == 1
    assert motion.standing == pytest.approx(0.53, abs=0.01)
