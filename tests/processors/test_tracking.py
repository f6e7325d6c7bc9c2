"""Who is who from look to look."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.detectors import Found
from processors.tracking import Track, follow

Box = tuple[float, float, float, float]
SIDE = st.floats(1, 400)
BOXES = st.lists(
    st.tuples(st.floats(-200, 1000), st.floats(-200, 1000), SIDE, SIDE).map(
        lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
    ),
    max_size=5,
)


def found(*boxes: Box) -> list[Found]:
    return [Found(box, 0.9) for box in boxes]


def at(x: float, size: float = 100.0) -> Box:
    return (x - size / 4, 0.0, x + size / 4, size)


RED, BLUE = bytes([255, *[0] * 63]), bytes([*[0] * 63, 255])


def looked(*looks: tuple[float, list[Box]], colours: Sequence[Sequence[bytes]] = ()) -> list[list[int]]:
    """The numbers that each look, a time and boxes, gives; people look alike unless told."""
    tracks: tuple[Track, ...] = ()
    last_s, next_number, numbers = 0.0, 0, []
    for index, (at_s, boxes) in enumerate(looks):
        worn = colours[index] if colours else [RED] * len(boxes)
        tracks, given_numbers = follow(tracks, found(*boxes), worn, at_s, last_s, next_number)
        next_number = max([next_number, *(number + 1 for number in given_numbers)])
        last_s = at_s
        numbers.append(given_numbers)
    return numbers


def test_people_keep_their_numbers_whatever_order_they_come_in() -> None:
    assert looked((0.0, [at(100), at(400)]), (0.1, [at(410), at(95)])) == [[0, 1], [1, 0]]


def test_who_cross_keep_their_numbers_by_where_they_go() -> None:
    looks = [(0.1 * i, [at(100 + 20 * i), at(400 - 20 * i)]) for i in range(16)]
    assert looked(*looks) == [[0, 1]] * 16


def test_who_meet_and_turn_back_keep_their_numbers_by_what_they_look_like() -> None:
    way = [100, 140, 180, 220, 235, 220, 180, 140, 100]
    looks = [(0.3 * i, [at(x), at(480 - x)]) for i, x in enumerate(way)]
    assert looked(*looks, colours=[[RED, BLUE]] * len(way)) == [[0, 1]] * len(way)


def test_who_is_hidden_while_another_walks_past_keeps_the_number() -> None:
    looks = [(0.3 * i, [at(60 * i), *([at(240)] if i not in (3, 4, 5) else [])]) for i in range(9)]
    worn = [[BLUE, RED][: len(boxes)] for _, boxes in looks]
    assert looked(*looks, colours=worn) == [[0, 1] if len(boxes) == 2 else [0] for _, boxes in looks]


def test_who_leaves_and_comes_back_elsewhere_within_two_seconds_is_known_by_their_looks() -> None:
    looks = [(0.0, [at(20), at(400)]), (0.5, [at(400)]), (1.9, [at(100), at(400)])]
    assert looked(*looks, colours=[[RED, BLUE], [BLUE], [RED, BLUE]])[-1] == [0, 1]


def test_a_newcomer_gets_a_new_number() -> None:
    assert looked((0.0, [at(100)]), (0.1, [at(300), at(100)])) == [[0], [1, 0]]


def test_the_nearer_one_keeps_the_number() -> None:
    assert looked((0.0, [at(100)]), (0.1, [at(140), at(110)])) == [[0], [1, 0]]


@pytest.mark.parametrize(("x", "size"), [(160.0, 100.0), (100.0, 800.0)], ids=["too-far", "too-large"])
def test_who_is_elsewhere_or_of_another_size_is_somebody_else(x: float, size: float) -> None:
    assert looked((0.0, [at(100)]), (0.1, [at(x, size)])) == [[0], [1]]


@pytest.mark.parametrize(("away_s", "number"), [(1.9, 0), (2.1, 1)])
def test_who_is_away_for_less_than_two_seconds_keeps_the_number(away_s: float, number: int) -> None:
    assert looked((0.0, [at(100)]), (0.5, []), (away_s, [at(100)]))[-1] == [number]


def test_who_was_seen_at_the_last_look_is_known_however_long_ago_it_was() -> None:
    assert looked((0.0, [at(100)]), (3.0, [at(100)]), (6.0, [at(100)])) == [[0], [0], [0]]


def test_a_forgotten_number_is_not_given_again() -> None:
    assert looked((0.0, [at(100)]), (1.0, []), (9.0, [at(100)]), (9.1, [at(100)])) == [[0], [], [1], [1]]


@given(st.lists(BOXES, max_size=8), st.floats(0.01, 3))
def test_numbers_are_unique_in_a_look_and_new_ones_count_up(looks: list[list[Box]], every_s: float) -> None:
    known = -1
    for numbers, boxes in zip(looked(*((every_s * i, boxes) for i, boxes in enumerate(looks))), looks, strict=True):
        assert len(numbers) == len(boxes) == len(set(numbers))
        fresh = [number for number in numbers if number > known]
        assert fresh == list(range(known + 1, known + 1 + len(fresh)))
        known = max([known, *numbers])


@given(BOXES.filter(lambda boxes: len(set(boxes)) == len(boxes)))
def test_who_does_not_move_keeps_the_number(boxes: list[Box]) -> None:
    first, second = looked((0.0, boxes), (0.1, boxes))
    assert first == second
