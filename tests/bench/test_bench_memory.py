"""What is told of memory, from samples."""

import pytest

from tests.bench.memory import Sample, mark_at

SAMPLES = [Sample(0.0, 100), Sample(0.05, 300), Sample(0.1, 200), Sample(0.6, 250), Sample(1.0, 220), Sample(1.0, 500)]


def test_a_mark_tells_the_memory_then_and_the_most_until_then() -> None:
    mark = mark_at(SAMPLES, 1, lasts_minutes=10)
    assert (mark.now_mib, mark.peak_mib) == (200, 300)
    assert mark_at(SAMPLES, 0.5, lasts_minutes=10).now_mib == pytest.approx(300)


def test_at_the_end_it_is_what_was_taken_with_the_last_frame() -> None:
    mark = mark_at(SAMPLES, 10, lasts_minutes=10)
    assert (mark.now_mib, mark.peak_mib) == (220, 500)
