"""What the moving plots remember."""

import pytest
from msgspec.structs import replace

from contracts.arrays import floats
from contracts.vocabulary import ANGLES
from infra.watching.trace import TRACE_S, Trace, better_seen, traced
from tests.gateway.told import FPS, form


def test_it_holds_the_last_seconds_and_begins_anew_when_time_runs_backwards() -> None:
    trace: Trace = ()
    for frame in range(600):
        trace = traced(trace, form("a", frame))
    assert len(trace) == pytest.approx(TRACE_S * FPS, abs=1)
    assert len(traced(trace, form("a", 3))) == 1


def test_the_side_that_is_surer_is_shown_and_nobody_is_nan() -> None:
    stds = [9.0 if "left" in name else 2.0 for name in ANGLES]
    trace = traced((), replace(form("a", 0, knee_deg=70.0), angles_std=floats(stds)))
    side, points = better_seen(trace, "knee_flexion")
    assert (side, points) == ("right", [(0.0, 70.0, 2.0)])
    _, nobody = better_seen(traced((), replace(form("a", 0), angles=None, angles_std=None)), "hip_flexion")
    assert str(nobody[0].deg) == "nan"
