"""Who is who from one look to the next: people keep their number as long as their boxes stay near and of a size."""

from collections.abc import Mapping, Sequence
from math import hypot

import msgspec

from processors.detectors import Found

_FORGET_AFTER_S = 2.0
_FARTHEST = 0.5
"""How far a person may have moved between two looks, in sizes of the larger box, a change of size counting too."""


class Track(msgspec.Struct, frozen=True):
    """A person who is being followed."""

    track: int
    box: tuple[float, float, float, float]
    """x0, y0, x1, y1, px, where last seen."""
    seen_at_s: float
    """Media time of the last look that saw the person."""
    looks: int = 1
    """How many looks have seen the person."""


def follow(
    tracks: Sequence[Track], found: Sequence[Found], at_s: float, last_look_s: float, next_number: int
) -> tuple[tuple[Track, ...], list[int]]:
    """Match what a look found with the people known; the nearest pairs first.

    Args:
        tracks: who is known.
        found: who was found.
        at_s: media time of this look.
        last_look_s: of the one before: whom it saw is still known, however long ago it was.
        next_number: the first number that nobody has had.

    Returns:
        The tracks after the look, and for each of `found` its track's number.
    """
    since_s = min(at_s - _FORGET_AFTER_S, last_look_s)
    known = {track.track: track for track in tracks if track.seen_at_s >= since_s}
    numbers = _matched(known, found)
    for index in range(len(found)):
        if index not in numbers:
            numbers[index] = next_number
            next_number += 1
    for index, number in numbers.items():
        before = known.get(number)
        known[number] = Track(number, found[index].box, at_s, before.looks + 1 if before else 1)
    return tuple(known.values()), [numbers[index] for index in range(len(found))]


def _matched(known: Mapping[int, Track], found: Sequence[Found]) -> dict[int, int]:
    """Give the number of each person found who is known, by index."""
    pairs = sorted(
        (distance, index, number)
        for index, person in enumerate(found)
        for number, track in known.items()
        if (distance := _distance(person.box, track.box)) < _FARTHEST
    )
    numbers: dict[int, int] = {}
    for _, index, number in pairs:
        if index not in numbers and number not in numbers.values():
            numbers[index] = number
    return numbers


def _distance(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Give how far two boxes' middles lie apart, in sizes of the larger one, and how much their sizes differ."""
    size_a, size_b = (max(box[2] - box[0], box[3] - box[1], 1.0) for box in (a, b))
    apart = hypot(a[0] + a[2] - b[0] - b[2], a[1] + a[3] - b[1] - b[3]) / 2
    return apart / max(size_a, size_b) + (1 - min(size_a, size_b) / max(size_a, size_b)) / 2
