"""The stage `judge`: what it makes of lifters whose every move is known."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeVar

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contracts.arrays import array, floats
from contracts.form import CueFired, Form, FormEnd, FormEvent, LightShown, RepEnded, SetEnded, SetStarted, VerdictGiven
from contracts.form import Rep as JudgedRep
from contracts.poses3d import Poses3d
from contracts.run import Run
from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES
from processors.judge import Judge, JudgeState
from processors.judging.profile import UnknownProfileError
from tests.processors.bodies import HEIGHT_M, Performance, Rep, end, pose, squat

E = TypeVar("E")
SQUAT = Run(models={}, lift="squat", height_m=HEIGHT_M)
VARIABLE_S = np.cumsum(np.random.default_rng(3).choice([1 / 30, 1 / 24, 1 / 20, 1 / 60], 2000))
DEEP = Rep()


def judged(recorded: Performance, run: Run = SQUAT) -> list[Form | FormEnd]:
    judge = Judge()
    return judge.step(judge.start(run), recorded.with_end())[1]


def events(answers: Sequence[Form | FormEnd], kind: type[E]) -> list[E]:
    return [event for answer in answers for event in answer.events if isinstance(event, kind)]


def reps(answers: Sequence[Form | FormEnd]) -> list[JudgedRep]:
    return [ended.rep for ended in events(answers, RepEnded)]


def answers_of(rep: JudgedRep) -> dict[str, str]:
    return {check.rule: check.answer for check in rep.checks}


def assert_times(found: list[JudgedRep], recorded: Performance, bottom_within_s: float = 0.05) -> None:
    assert len(found) == len(recorded.reps)
    for rep, true in zip(found, recorded.reps, strict=True):
        assert rep.bottom_s == pytest.approx(true.bottom_s, abs=bottom_within_s)
        assert rep.start_s == pytest.approx(true.start_s, abs=0.4)
        assert rep.end_s == pytest.approx(true.end_s, abs=0.4)


@pytest.mark.parametrize("fps", [24, 30, 59.858, 120])
def test_reps_are_counted_and_timed_at_every_rate(fps: float) -> None:
    recorded = squat(3, fps=fps)
    assert_times(reps(judged(recorded)), recorded)


def test_reps_are_counted_and_timed_at_a_variable_rate() -> None:
    recorded = squat(3, times_s=VARIABLE_S)
    assert_times(reps(judged(recorded)), recorded)


@pytest.mark.parametrize("seed", range(5))
def test_reps_are_counted_and_timed_through_noise(seed: int) -> None:
    recorded = squat([Rep(pause_s=0.3), DEEP, Rep(descent_s=1.1, ascent_s=1.3)], noise_m=0.008, seed=seed, walkout=True)
    found = reps(judged(recorded))
    assert [rep.complete for rep in found] == [True] * 3
    for rep, true in zip(found, recorded.reps, strict=True):
        assert rep.bottom_s == pytest.approx(true.bottom_s, abs=0.1)


@pytest.mark.parametrize(("descent_s", "ascent_s"), [(1.2, 2.0), (2.0, 1.0), (1.5, 2.5)])
def test_uneven_tempo_moves_the_bottom_a_little(descent_s: float, ascent_s: float) -> None:
    """The parabola leans to the slower side: known, and less harm than a noisy frame does."""
    recorded = squat([Rep(descent_s=descent_s, ascent_s=ascent_s)] * 2)
    assert_times(reps(judged(recorded)), recorded, bottom_within_s=0.2)


@given(
    st.lists(
        st.builds(
            Rep,
            bend_deg=st.floats(138, 150),
            descent_s=st.floats(0.9, 2.0),
            pause_s=st.floats(0, 0.6),
            ascent_s=st.floats(0.9, 2.0),
            stand_s=st.floats(0, 3),
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=12, deadline=None)
def test_whole_reps_of_any_tempo_are_all_counted(asked: list[Rep]) -> None:
    found = reps(judged(squat(asked)))
    assert [rep.complete for rep in found] == [True] * len(asked)
    assert [rep.index for rep in found] == list(range(len(asked)))
    for rep, following in pairwise(found):
        assert rep.start_s < rep.bottom_s < rep.end_s <= following.start_s + 1e-6


def test_touch_and_go_reps_start_where_the_last_one_ended() -> None:
    recorded = squat(
        [Rep(bend_deg=150, descent_s=0.9, ascent_s=0.7, stand_s=0), *[Rep(descent_s=0.8, ascent_s=0.7, stand_s=0)] * 3]
    )
    found = reps(judged(recorded))
    assert_times(found, recorded, bottom_within_s=0.1)
    assert all(rep.metrics["hip_travel_m"].value > 0.5 for rep in found)


def test_the_metrics_hold_the_truth_in_their_intervals() -> None:
    for rep in reps(judged(squat([Rep(pause_s=0.3)] * 2, angle_std_deg=1.0, margin_std_m=0.01))):
        truth = {
            "descent_s": 1.4,
            "ascent_s": 1.4,
            "bottom_pause_s": 0.5,
            "hip_travel_m": 0.603,
            "depth_margin_m": -0.06,
            "bottom_knee_flexion_left_deg": 140.0,
            "bottom_knee_flexion_right_deg": 140.0,
            "bottom_trunk_lean_deg": 0.3 * 136,
            "lockout_knee_flexion_deg": 4.0,
            "lockout_knee_flexion_left_deg": 4.0,
            "lockout_knee_flexion_right_deg": 4.0,
            "hip_drop_m": 0.0,
            "forward_lean_deg": 0.0,
        }
        for name, value in truth.items():
            assert abs(rep.metrics[name].value - value) <= 2 * rep.metrics[name].std, name
        assert all(metric.seen == 1 for metric in rep.metrics.values())


def test_a_partial_rep_is_not_complete() -> None:
    found = reps(judged(squat([DEEP, Rep(bend_deg=80), DEEP])))
    assert [rep.complete for rep in found] == [True, False, True]
    assert answers_of(found[1])["depth"] == "fault"


def test_a_dip_is_no_rep() -> None:
    assert len(reps(judged(squat([DEEP, Rep(bend_deg=40), DEEP])))) == 2


def test_a_rep_that_was_helped_up_has_failed() -> None:
    answers = judged(squat([DEEP, Rep(ending="helped")]))
    assert [rep.complete for rep in reps(answers)] == [True, False]
    assert "fail" in {answer.phase for answer in answers if isinstance(answer, Form)}
    assert [shown.light for shown in events(answers, LightShown)] == ["white", "red"]


def test_a_rep_that_sinks_for_good_has_failed() -> None:
    assert [rep.complete for rep in reps(judged(squat([DEEP, Rep(ending="sinks")])))] == [True, False]


def test_sinking_on_the_way_up_is_seen() -> None:
    found = reps(judged(squat([DEEP, Rep(ending="dips")])))
    assert [answers_of(rep)["downward_movement"] for rep in found] == ["good", "fault"]
    assert found[1].complete


def test_a_soft_lockout_is_a_fault_and_brings_one_cue() -> None:
    answers = judged(squat([Rep(lockout_deg=25)]))
    assert answers_of(reps(answers)[0])["lockout"] == "fault"
    (fired,) = events(answers, CueFired)
    assert (fired.cue.cue, fired.cue.severity, fired.cue.text) == ("lock_knees", "major", "Lock your knees")


def test_cues_come_for_faults_alone_worst_first() -> None:
    (rep,) = reps(judged(squat([Rep(bend_deg=105, descent_s=0.55, lockout_deg=25)], angle_std_deg=0.5)))
    faults = [rule for rule, answer in answers_of(rep).items() if answer == "fault"]
    assert {"depth", "lockout"} <= set(faults)
    assert len(rep.cues) == len(faults)
    severities = [("major", "minor", "info").index(cue.severity) for cue in rep.cues]
    assert severities == sorted(severities)
    for cue in rep.cues:
        assert rep.start_s <= cue.at_s <= rep.end_s + 0.5
        assert cue.frame == pytest.approx(cue.at_s * 30, abs=1)


def test_wide_intervals_decide_nothing() -> None:
    answers = judged(squat([Rep(bend_deg=120, lockout_deg=20)], angle_std_deg=15, margin_std_m=0.12))
    (rep,) = reps(answers)
    assert answers_of(rep)["depth"] == answers_of(rep)["lockout"] == "cannot_tell"
    assert [(shown.light, set(shown.rules) >= {"depth", "lockout"}) for shown in events(answers, LightShown)] == [
        ("unlit", True)
    ]
    assert events(answers, CueFired) == []


def test_unseen_legs_decide_nothing() -> None:
    (rep,) = reps(judged(squat([Rep(lockout_deg=25)], score=0.2)))
    assert set(answers_of(rep).values()) == {"cannot_tell"}
    assert all("0 %" in check.why for check in rep.checks)


def test_a_rep_brings_its_events_in_order() -> None:
    answers = judged(squat([Rep(lockout_deg=25)] * 2))
    kinds = [[type(event) for event in answer.events] for answer in answers if answer.events]
    verdicts: list[type[FormEvent]] = [VerdictGiven] * 5
    assert kinds == [
        [SetStarted, *verdicts, LightShown, CueFired, RepEnded],
        [*verdicts, LightShown, CueFired, RepEnded],
        [SetEnded],
    ]


def test_a_long_rest_parts_two_sets() -> None:
    answers = judged(squat([DEEP, Rep(stand_s=25), DEEP]))
    started, ended = events(answers, SetStarted), events(answers, SetEnded)
    assert [(one.set, one.lift) for one in started] == [(0, "squat"), (1, "squat")]
    assert [(one.set, one.reps, one.lift_confidence) for one in ended] == [(0, 2, 1.0), (1, 1, 1.0)]
    assert [(one.set, one.rep.index) for one in events(answers, RepEnded)] == [(0, 0), (0, 1), (1, 0)]
    for begun, over in zip(started, ended, strict=True):
        of_set = [one.rep for one in events(answers, RepEnded) if one.set == begun.set]
        assert (begun.start_s, over.start_s, over.end_s) == (of_set[0].start_s, of_set[0].start_s, of_set[-1].end_s)


def test_frames_say_where_in_the_set_they_are() -> None:
    recorded = squat(2)
    forms = [answer for answer in judged(recorded) if isinstance(answer, Form)]
    phases = [form.phase for form in forms]
    order = [phase for index, phase in enumerate(phases) if index == 0 or phase != phases[index - 1]]
    turn = ["descent", "bottom", "ascent", "lockout", "rest"]
    assert order == ["setup", *turn, *turn]
    by_time = {round(form.pts, 2): form for form in forms}
    assert [by_time[at].rep for at in (0.5, 2.9, 5.5, 7.2)] == [None, 0, None, 1]
    assert [form.reps for form in forms] == sorted(form.reps for form in forms)
    assert forms[-1].reps == 2
    assert [by_time[at].set for at in (0.5, 5.5)] == [None, 0]


def test_every_frame_is_answered_once_with_its_own_numbers() -> None:
    recorded = squat(2, absent_s=[(2.0, 2.5)])
    answers = judged(recorded)
    assert len(answers) == len(recorded.poses) + 1
    assert isinstance(answers[-1], FormEnd)
    for answer, came in zip(answers, recorded.poses, strict=False):
        assert isinstance(answer, Form)
        assert (answer.frame, answer.pts, answer.dropped) == (came.frame, came.pts, came.dropped)
        assert answer.angles == (came.body.angles if came.body else None)
        assert (answer.phase == "unknown") == (came.body is None)


def test_nobody_is_no_set() -> None:
    answers = judged(Performance([pose(frame, frame / 30, None) for frame in range(100)]))
    assert all(answer.events == () for answer in answers)


def test_the_end_alone_is_answered() -> None:
    judge = Judge()
    (answer,) = judge.step(judge.start(SQUAT), [end(0, 0.0)])[1]
    assert isinstance(answer, FormEnd)
    assert answer.events == ()


@pytest.mark.parametrize("cut_s", [(0.5, 1.0), (2.3, 2.8), (3.0, 3.5), (3.9, 4.4)])
def test_a_cut_of_half_a_second_neither_adds_nor_takes_a_rep(cut_s: tuple[float, float]) -> None:
    found = reps(judged(squat(3, cut_s=cut_s)))
    assert [rep.complete for rep in found] == [True] * 3


def test_a_lifter_hidden_for_a_second_in_mid_rep_loses_no_rep() -> None:
    assert len(reps(judged(squat(3, absent_s=[(3.3, 4.2), (7.0, 7.6)])))) == 3


def test_a_lifter_who_leaves_in_mid_rep_does_not_finish_it() -> None:
    """Down and away at 2.5 s, back standing at 12 s for two more."""
    recorded = squat([Rep(stand_s=10), DEEP, DEEP], absent_s=[(2.5, 12.0)])
    found = reps(judged(recorded))
    assert [rep.bottom_s for rep in found] == pytest.approx([true.bottom_s for true in recorded.reps[1:]], abs=0.05)


def test_a_lifter_who_leaves_at_the_top_has_finished_in_time() -> None:
    """The last rep's lockout is cut short by leaving; it is told soon after, in its own set."""
    recorded = squat([DEEP, Rep(stand_s=40)], absent_s=[(8.6, 50.0)])
    answers = judged(recorded)
    told = [answer.pts for answer in answers if any(isinstance(event, RepEnded) for event in answer.events)]
    assert len(told) == 2
    assert told[1] < 12
    assert [one.reps for one in events(answers, SetEnded)] == [2]


def test_a_rep_not_yet_told_is_told_at_the_end() -> None:
    whole = squat([Rep(stand_s=0.0)])
    answers = judged(whole)
    assert answers[-1].events
    assert len(reps(answers)) == 1
    assert [one.reps for one in events(answers, SetEnded)] == [1]


def test_a_rep_broken_off_at_the_bottom_is_not_told() -> None:
    recorded = squat([DEEP, DEEP])
    until = [came for came in recorded.poses if came.pts < recorded.reps[1].bottom_s]
    assert len(reps(judged(Performance(until)))) == 1


@pytest.mark.parametrize("lift", ["bench", "deadlift"])
def test_other_lifts_are_not_counted(lift: Any) -> None:  # noqa: ANN401 - a literal of the vocabulary
    answers = judged(squat(2), Run(models={}, lift=lift))
    assert all(answer.events == () for answer in answers)
    assert {answer.lift for answer in answers if isinstance(answer, Form)} == {lift}


def test_a_lift_that_was_not_told_is_a_squat_with_the_hands_over_the_hips() -> None:
    answers = judged(squat(1), Run(models={}))
    assert [one.lift_confidence for one in events(answers, SetEnded)] == [1.0]
    assert next(answer.lift for answer in answers if isinstance(answer, Form)) is None


@pytest.mark.parametrize(("lift", "counted"), [("auto", 0), ("squat", 2)])
def test_hands_below_the_hips_are_no_squat_unless_told(lift: Any, counted: int) -> None:  # noqa: ANN401 - as above
    recorded = squat(2)
    lowered = [_with_hands_at_the_shins(came) for came in recorded.poses]
    assert len(reps(judged(Performance(lowered), Run(models={}, lift=lift)))) == counted


def _with_hands_at_the_shins(came: Poses3d) -> Poses3d:
    assert came.body is not None
    joints = array(came.body.joints_in_world, 26, 3).copy()
    joints[[INDEX["left_wrist"], INDEX["right_wrist"]], 1] = joints[INDEX["hip"], 1] - 0.3
    return replace(came, body=replace(came.body, joints_in_world=floats(joints)))


@pytest.mark.parametrize(("asked", "meant"), [("ipd", "ipf"), ("powerlifting", "ipf")])
def test_an_unknown_profile_is_refused_with_the_nearest(asked: str, meant: str) -> None:
    with pytest.raises(UnknownProfileError, match=f"no profile '{asked}'; did you mean '{meant}'"):
        Judge().start(Run(models={}, profile=asked))


def test_joints_that_are_not_given_for_a_moment_do_no_lasting_harm() -> None:
    recorded = squat(3)
    poses = list(recorded.poses)
    for index, angle in ((20, "knee_flexion_left"), (70, "knee_flexion_right")):
        poses[index] = _without(poses[index], angle)
    for index in (21, 80, 81, 150):
        poses[index] = _without(poses[index], "knee_flexion_left", "knee_flexion_right", joint="hip")
    assert_times(reps(judged(Performance(poses))), recorded)


def test_two_frames_of_one_time_are_one_look() -> None:
    recorded = squat(2)
    twice = [
        msgspec.structs.replace(came, frame=index)
        for index, came in enumerate(p for p in recorded.poses for _ in (0, 1))
    ]
    assert_times(reps(judged(Performance(twice))), recorded)


def test_one_at_a_time_from_a_stored_state_is_as_all_at_once() -> None:
    recorded = squat(
        [DEEP, Rep(ending="helped"), Rep(stand_s=22), Rep(lockout_deg=25)], noise_m=0.005, absent_s=[(9.0, 9.4)]
    )
    judge = Judge()
    state, singly, largest = judge.start(SQUAT), [], 0
    for index, message in enumerate(recorded.with_end()):
        if index % 37 == 0:
            stored = msgspec.msgpack.encode(state)
            largest = max(largest, len(stored))
            state = msgspec.msgpack.decode(stored, type=JudgeState)
        state, answers = judge.step(state, [message])
        singly += answers
    assert singly == judged(recorded) == judged(recorded)
    assert largest < 60_000


def test_somebody_who_never_stands_still_keeps_the_state_small() -> None:
    """Half bent and swaying for a minute: no rep, and no minute of frames in the state."""
    sway = [Rep(bend_deg=60, descent_s=0.5, ascent_s=0.5, stand_s=0, lockout_deg=50)] * 60
    judge = Judge()
    state, _ = judge.step(judge.start(SQUAT), squat(sway).poses)
    assert len(msgspec.msgpack.encode(state)) < 100_000


def _without(came: Any, *angles: str, joint: str | None = None) -> Any:  # noqa: ANN401 - a Poses3d with a body
    body = came.body
    values = np.frombuffer(body.angles, "<f4").copy()
    values[[[*ANGLES].index(angle) for angle in angles]] = np.nan  # type: ignore[arg-type] # names of angles
    joints = np.frombuffer(body.joints_in_world, "<f4").reshape(26, 3).copy()
    if joint:
        joints[INDEX[joint]] = np.nan
    body = msgspec.structs.replace(body, angles=floats(values), joints_in_world=floats(joints))
    return msgspec.structs.replace(came, body=body)
