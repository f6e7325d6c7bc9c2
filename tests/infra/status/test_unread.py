"""What is read next of each log, and how fast logs grow."""

import pytest

from bus.record import Span
from infra.status.sample import Sample, rates
from infra.status.unread import Tail, unread


@pytest.mark.parametrize(
    ("span", "read", "tail", "part"),
    [
        (Span(3, 10), None, Tail(None), Span(3, 10)),
        (Span(3, 10), 6, Tail(None), Span(6, 10)),
        (Span(8, 10), 6, Tail(None), Span(8, 10)),  # the rest has expired
        (Span(0, 10), 99, Tail(None), Span(0, 10)),  # the topic was made anew
        (Span(0, 1000), None, Tail(5), Span(995, 1000)),
        (Span(998, 1000), None, Tail(5), Span(998, 1000)),
        (Span(0, 1000), 960, Tail(5), Span(960, 1000)),
        (Span(0, 1000), 100, Tail(5), Span(920, 1000)),
    ],
)
def test_the_next_part(span: Span, read: int | None, tail: Tail, part: Span) -> None:
    before = {} if read is None else {("form", 0): read}
    assert unread({("form", 0): span}, before, {"form": tail}) == {("form", 0): part}


def test_where_nothing_is_new_nothing_is_read() -> None:
    spans = {("form", 0): Span(0, 7), ("form", 1): Span(4, 4), ("frames", 0): Span(0, 9)}
    assert unread(spans, {("form", 0): 7}, {"form": Tail(None)}) == {}


def test_rates_are_of_whole_topics() -> None:
    first = Sample(1.0, {("form", 0): Span(0, 10), ("form", 1): Span(0, 10), ("frames", 0): Span(0, 50)})
    last = Sample(3.0, {("form", 0): Span(0, 30), ("form", 1): Span(0, 50), ("frames", 0): Span(0, 5)})
    assert rates(first, last) == {"form": 30.0, "frames": 0.0}
    assert rates(last, last) == {}
