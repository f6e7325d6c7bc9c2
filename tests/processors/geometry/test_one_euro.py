"""The 1 Euro filter: calm on what stands, quick on what moves, deaf to what is missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.geometry.one_euro import Floats, Smoothed, smooth

NAN = float("nan")


def run(values: list[float], elapsed_s: float = 1 / 30, per_speed: float = 8.0) -> Floats:
    memory: Smoothed | None = None
    out = []
    for value in values:
        memory = smooth(memory, np.array([value]), elapsed_s, cutoff_hz=3.0, cutoff_per_speed=per_speed)
        out.append(memory.value[0])
    return np.array(out)


@given(st.floats(-1e3, 1e3), st.floats(0.001, 1))
def test_a_constant_stays(value: float, elapsed_s: float) -> None:
    assert run([value] * 10, elapsed_s) == pytest.approx([value] * 10)


def test_a_step_arrives_soon_and_never_overshoots() -> None:
    out = run([0.0] * 5 + [1.0] * 30)
    assert (np.diff(out) >= 0).all()
    assert out[10] > 0.95
    assert out[-1] == pytest.approx(1, abs=1e-3)
    assert out.max() <= 1


def test_speed_opens_the_filter() -> None:
    ramp = [0.1 * step for step in range(20)]
    assert abs(run(ramp)[-1] - ramp[-1]) < abs(run(ramp, per_speed=0.0)[-1] - ramp[-1])


def test_tremor_is_held_down() -> None:
    noise = np.random.default_rng(1).normal(0, 0.005, 300)
    assert run(list(noise)).std() < 0.7 * noise.std()


def test_it_does_not_look_ahead() -> None:
    values = list(np.random.default_rng(2).normal(0, 1, 40))
    assert np.array_equal(run(values)[:25], run(values[:25]))


def test_what_is_missing_for_a_while_keeps_its_place() -> None:
    out = run([1.0, 1.0, NAN, NAN, 1.0, 1.0])
    assert out == pytest.approx([1.0] * 6)


def test_what_comes_late_is_taken_up() -> None:
    out = run([NAN, NAN, NAN, 2.0, 2.0, 2.0])
    assert np.isnan(out[:3]).all()
    assert out[3:] == pytest.approx([2.0] * 3)


@pytest.mark.parametrize("elapsed_s", [0.0, -1.0])
def test_without_time_between_it_starts_anew(elapsed_s: float) -> None:
    before = Smoothed(np.array([5.0]), np.array([3.0]))
    after = smooth(before, np.array([1.0]), elapsed_s, cutoff_hz=3.0, cutoff_per_speed=8.0)
    assert (after.value, after.speed) == (np.array([1.0]), np.array([0.0]))


def test_each_entry_goes_its_own_way() -> None:
    memory = smooth(None, np.array([0.0, 5.0]), 0.1, cutoff_hz=3.0, cutoff_per_speed=8.0)
    memory = smooth(memory, np.array([1.0, 5.0]), 0.1, cutoff_hz=3.0, cutoff_per_speed=8.0)
    assert memory.value[0] > 0.5
    assert memory.value[1] == 5.0
