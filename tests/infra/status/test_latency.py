"""Latency is counted from the ingress's clock, step by step; what can't be counted is left out."""

from math import nan

import pytest

from contracts.event import Trace
from infra.status.answers_heard import FrameTimes
from infra.status.latency import latency_of, percentile
from tests.infra.status.records import DAY_S, FINISHED, NOW_S, trace


def frame(told: Trace, *, dropped: bool = False, appended_at: float = NOW_S + 0.1) -> FrameTimes:
    return FrameTimes("s", dropped, told, appended_at)


def p50_ms(*frames: FrameTimes) -> dict[str, int]:
    measured = latency_of(frames, "live")
    return {} if measured is None else {step.step: round(1000 * step.p50_s) for step in measured.steps}


def test_each_step_begins_where_the_one_before_it_ended() -> None:
    assert p50_ms(frame(trace())) == {"detect": 30, "pose": 20, "lift": 10, "judge": 10, "log": 30, "total": 100}


@pytest.mark.parametrize("off_s", [-DAY_S, DAY_S, nan])
def test_a_cameras_clock_has_no_say(off_s: float) -> None:
    assert p50_ms(frame(trace(captured_at=NOW_S + off_s))) == p50_ms(frame(trace()))


def test_a_stage_that_left_no_trace_is_counted_to_the_next() -> None:
    without = {stage: at_s for stage, at_s in FINISHED.items() if stage != "pose"}
    assert p50_ms(frame(trace(finished_at=without)))["lift"] == 30
    assert "pose" not in p50_ms(frame(trace(finished_at=without)))


@pytest.mark.parametrize(
    "useless",
    [
        frame(trace(received_at=0.0)),
        frame(trace(received_at=nan)),
        frame(trace(), dropped=True),
        frame(trace(), appended_at=0.0),
    ],
)
def test_frames_that_say_nothing_are_left_out(useless: FrameTimes) -> None:
    assert latency_of([useless], "live") is None
    measured = latency_of([useless, frame(trace())], "live")
    assert measured is not None
    assert measured.frames == 1


def test_a_percentile_is_one_of_the_values() -> None:
    values = list(range(1, 101))
    assert [percentile(values, share) for share in (0.0, 0.5, 0.99, 1.0)] == [1, 50, 99, 100]
    assert percentile([7.0], 0.99) == 7.0
