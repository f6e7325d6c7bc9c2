"""Who is who from one look to the next: by where people go on to, how large they are, and what they look like."""

from collections.abc import Mapping, Sequence
from math import hypot

import msgspec

from processors.appearance import mixed, unlike
from processors.body_box import Box
from processors.detectors import Found

_FORGET_AFTER_S = 2.0
_FARTHEST = 0.5
"""How far from where they should be a person may be, in sizes of the larger box, a change of size counting too."""
_STRAYS_PER_S = 0.5
"""How much farther for each second that nobody has seen them, if they look the same."""
_COLOURS_COUNT = 0.5
"""What wholly different colours are worth, in sizes of the box."""
_ALIKE = 0.35
"""Less unlike than this is the same look."""
_STEADY = 0.5
"""Weight of the newest speed."""
_FASTEST = 2.0
"""Sizes of the box a second: who seems faster was mistaken."""
_LOOKS_CHANGE = 0.2
"""Weight of the newest looks."""
_COASTS_S = 0.7
"""For how long a speed is believed that nobody sees."""


class Track(msgspec.Struct, frozen=True):
    """A person who is being followed."""

    track: int
    box: Box
    """px, where last seen."""
    seen_at_s: float
    """Media time of the last look that saw the person."""
    looks: int = 1
    """How many looks have seen the person."""
    speed: tuple[float, float] = (0.0, 0.0)
    """Of the box's middle, px/s."""
    colours: bytes = b""
    """What they look like; see `appearance`."""


def follow(  # noqa: PLR0913, PLR0917 - what is known of the looks before and of this one
    tracks: Sequence[Track],
    found: Sequence[Found],
    colours: Sequence[bytes],
    at_s: float,
    last_look_s: float,
    next_number: int,
) -> tuple[tuple[Track, ...], list[int]]:
    """Match what a look found with the people known; the best pairs first.

    Args:
        tracks: who is known.
        found: who was found.
        colours: what each of them looks like.
        at_s: media time of this look.
        last_look_s: of the one before: whom it saw is still known, however long ago it was.
        next_number: the first number that nobody has had.

    Returns:
        The tracks after the look, and for each of `found` its track's number.
    """
    since_s = min(at_s - _FORGET_AFTER_S, last_look_s)
    known = {track.track: track for track in tracks if track.seen_at_s >= since_s}
    numbers = _matched(known, found, colours, at_s)
    for index in range(len(found)):
        if index not in numbers:
            numbers[index] = next_number
            next_number += 1
    for index, number in numbers.items():
        known[number] = _after(known.get(number), number, found[index].box, colours[index], at_s)
    return tuple(known.values()), [numbers[index] for index in range(len(found))]


def _matched(
    known: Mapping[int, Track], found: Sequence[Found], colours: Sequence[bytes], at_s: float
) -> dict[int, int]:
    """Give the number of each person found who is known, by index."""
    pairs = sorted(
        (cost, index, number)
        for index, person in enumerate(found)
        for number, track in known.items()
        if (cost := _cost(track, person.box, colours[index], at_s)) is not None
    )
    numbers: dict[int, int] = {}
    for _, index, number in pairs:
        if index not in numbers and number not in numbers.values():
            numbers[index] = number
    return numbers


def _cost(track: Track, box: Box, colours: bytes, at_s: float) -> float | None:
    """Give how badly a box fits a track; None: it can't be the same person."""
    gone_s = max(at_s - track.seen_at_s, 0.0)
    differs = unlike(track.colours, colours)
    apart = min(_distance(box, track.box), _distance(box, _moved_on(track, gone_s)))
    reach = _FARTHEST + (_STRAYS_PER_S * gone_s if differs < _ALIKE else 0.0)
    return _distance(box, _moved_on(track, gone_s)) + _COLOURS_COUNT * differs if apart < reach else None


def _moved_on(track: Track, gone_s: float) -> Box:
    """Give where the person should be now."""
    right, down = (speed * min(gone_s, _COASTS_S) for speed in track.speed)
    x0, y0, x1, y1 = track.box
    return x0 + right, y0 + down, x1 + right, y1 + down


def _after(before: Track | None, number: int, box: Box, colours: bytes, at_s: float) -> Track:
    if before is None:
        return Track(number, box, at_s, colours=colours)
    speed = before.speed
    gone_s = at_s - before.seen_at_s
    if gone_s > 0:
        fastest = _FASTEST * _size(box)
        moved = [(box[i] + box[i + 2] - before.box[i] - before.box[i + 2]) / 2 / gone_s for i in (0, 1)]
        newest = [max(-fastest, min(fastest, one)) for one in moved]
        speed = (
            before.speed[0] + _STEADY * (newest[0] - before.speed[0]),
            before.speed[1] + _STEADY * (newest[1] - before.speed[1]),
        )
    return Track(number, box, at_s, before.looks + 1, speed, mixed(before.colours, colours, _LOOKS_CHANGE))


def _distance(a: Box, b: Box) -> float:
    """Give how far two boxes' middles lie apart, in sizes of the larger one, and how much their sizes differ."""
    size_a, size_b = _size(a), _size(b)
    apart = hypot(a[0] + a[2] - b[0] - b[2], a[1] + a[3] - b[1] - b[3]) / 2
    return apart / max(size_a, size_b) + (1 - min(size_a, size_b) / max(size_a, size_b)) / 2


def _size(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1], 1.0)
