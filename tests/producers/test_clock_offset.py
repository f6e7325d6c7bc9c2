"""How late a picture is doesn't depend on what the camera's clock says, only on how it goes."""

import pytest

from producers.clock_offset import ClockOffset

DAY_S = 86_400.0


@pytest.mark.parametrize("off_s", [0.0, DAY_S, -DAY_S])
def test_late_is_against_the_fastest(off_s: float) -> None:
    offset = ClockOffset()
    takes_s = [0.30, 0.05, 0.05, 0.25, 0.06]
    late_s = [offset.late_s(off_s + n, n + took) for n, took in enumerate(takes_s)]
    assert late_s == pytest.approx([0.0, 0.0, 0.0, 0.2, 0.01], abs=1e-4)


def test_a_clock_that_goes_wrong_slowly_is_followed() -> None:
    offset = ClockOffset()
    late_s = [offset.late_s(n * 0.999, n + 0.05) for n in range(600)]
    assert max(late_s) < 0.04


def test_a_clock_that_is_set_is_followed_at_once() -> None:
    offset = ClockOffset()
    assert offset.late_s(100.0, 200.0) == 0.0
    assert offset.late_s(DAY_S, 201.0) == 0.0
    assert offset.late_s(DAY_S + 1.0, 202.3) == pytest.approx(0.3)
