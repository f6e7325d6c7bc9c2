"""Shown times strictly increase, whatever a file states, and are the stated ones wherever those increase."""

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from producers.media_time import ShownTimes


def shown(stated: list[int | None], usual_step: int = 10) -> list[int | None]:
    times = ShownTimes(usual_step)
    return [times.shown(one) for one in stated]


@given(first=st.integers(-1000, 1000), steps=st.lists(st.integers(1, 500)))
def test_increasing_times_are_kept(first: int, steps: list[int]) -> None:
    stated = list(accumulate(steps, initial=first))
    assert shown([*stated]) == [time - first for time in stated]


@given(st.lists(st.none() | st.integers(-1000, 1000), min_size=1))
def test_whatever_comes_they_strictly_increase_from_0(stated: list[int | None]) -> None:
    times = [time for time in shown(stated) if time is not None]
    assert times[0] == 0
    assert all(later > earlier for earlier, later in pairwise(times))


def test_a_frame_that_is_replaced_at_once_is_left_out_and_counted() -> None:
    times = ShownTimes(10)
    assert [times.shown(stated) for stated in (5, 15, 15, 15, 25)] == [0, 10, None, None, 20]
    assert times.repeated == 2


def test_one_time_that_goes_back_is_moved_and_the_next_are_true_again() -> None:
    assert shown([0, 10, 20, 5, 40, 50]) == [0, 10, 20, 30, 40, 50]


def test_a_clock_that_starts_over_goes_on_from_the_last_frame() -> None:
    assert shown([100, 110, 120, 0, 10, 25]) == [0, 10, 20, 30, 40, 55]


def test_a_frame_without_a_time_comes_one_usual_step_later() -> None:
    assert shown([None, None, None]) == [0, 10, 20]
    assert shown([0, None, 30]) == [0, 10, 30]
