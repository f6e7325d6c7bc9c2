"""A curve in braille dots."""

from math import nan

from hypothesis import given
from hypothesis import strategies as some

from infra.watching.plot import HIGH_DEG, LOW_DEG, plot
from infra.watching.trace import TRACE_S, Point

FLAT = [Point(0.5 * index, 0.0, 0.0) for index in range(21)]
SURE = [Point(0.5 * index, HIGH_DEG * index / 20, 0.0) for index in range(21)]


def test_a_flat_line_lies_at_the_bottom_and_a_rising_one_goes_to_the_top() -> None:
    assert plot(FLAT, TRACE_S, 8, 2).curve == (" " * 8, "⣀" * 8)
    assert plot(SURE, TRACE_S, 8, 2).curve == ("    ⣀⠤⠔⠊", "⡠⠔⠒⠉    ")


def test_a_steep_line_has_no_holes() -> None:
    points = [Point(frame / 10, LOW_DEG if frame < 50 else HIGH_DEG, 0.0) for frame in range(101)]
    joined = plot(points, TRACE_S, 6, 4).curve
    assert all(any(row[column] != " " for column in (2, 3)) for row in joined)


def test_the_band_is_two_standard_deviations_wide() -> None:
    middle = (HIGH_DEG - LOW_DEG) / 2
    band = plot([Point(one.pts_s, middle, middle / 4) for one in FLAT], TRACE_S, 4, 4).band
    assert [row.strip() != "" for row in band] == [False, True, True, False]
    assert plot(FLAT, TRACE_S, 4, 4).band[0] == "    "


def test_only_what_was_measured_is_drawn() -> None:
    half = [Point(one.pts_s, one.deg, one.std_deg) for one in FLAT if one.pts_s >= 5]
    assert plot(half, TRACE_S, 8, 1).curve == ("   ⢀⣀⣀⣀⣀",)
    hole = [one for one in FLAT if not 2 < one.pts_s < 8]
    assert plot(hole, TRACE_S, 10, 1).curve == ("⣀⣀      ⣀⣀",)
    assert plot([Point(1.0, nan, nan)], TRACE_S, 3, 2).curve == ("   ", "   ")
    assert plot([], TRACE_S, 3, 2).band == ("   ", "   ")


@given(
    points=some.lists(some.tuples(some.floats(-400, 400) | some.just(nan), some.floats(0, 200) | some.just(nan))),
    columns=some.integers(1, 60),
    rows=some.integers(1, 12),
)
def test_whatever_is_measured_fits(points: list[tuple[float, float]], columns: int, rows: int) -> None:
    drawn = plot([Point(0.3 * index, *one) for index, one in enumerate(points)], 8.0, columns, rows)
    for lines in drawn:
        assert [len(line) for line in lines] == [columns] * rows
