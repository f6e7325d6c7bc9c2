"""Who is who from one look to the next: people keep their number as long as their boxes overlap or stay near."""

from collections.abc import Sequence
from math import hypot

import msgspec

from processors.detectors import Found

_FORGET_AFTER_S = 2.0
_FARTHEST = 0.5
"""How far a person may have moved between two looks, in sizes of the larger box."""


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
    tracks: Sequence[Track], found: Sequence[Found], at_s: float, next_number: int
) -> tuple[tuple[Track, ...], list[int]]:
    """Match what a look found with the people known; the nearest pairs first.

    Returns:
        The tracks after the look, and for each of `found` its track's number.
    """
    known = {track.track: track for track in tracks if at_s - track.seen_at_s <= _FORGET_AFTER_S}
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
    for index in range(len(found)):
        if index not in numbers:
            numbers[index] = next_number
            next_number += 1
    for index, number in numbers.items():
        before = known.get(number)
        known[number] = Track(number, found[index].box, at_s, before.looks + 1 if before else 1)
    return tuple(known.values()), [numbers[index] for index in range(len(found))]


def _distance(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Give how far two boxes' middles lie apart, in sizes of the larger one, and how much their sizes differ."""
    size_a, size_b = (max(box[2] - box[0], box[3] - box[1], 1.0) for box in (a, b))
    apart = hypot(a[0] + a[2] - b[0] - b[2], a[1] + a[3] - b[1] - b[3]) / 2
    return apart / max(size_a, size_b) + (1 - min(size_a, size_b) / max(size_a, size_b)) / 2
