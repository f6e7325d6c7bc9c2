"""Videos of every timing whose pictures say which frame they are."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Final

from tests.producers.recording import Kind, ffmpeg, record, remuxed

FRAMES: Final = 60
SLOW_FPS: Final = 10
WIDTH: Final = 384
HEIGHT: Final = 288
_EVEN: Final = Kind(width=WIDTH, height=HEIGHT)
_LIKE_A_PHONE: Final = {"preset": "medium", "g": "250"}
"""Frames that lean on later ones, and one key frame for all."""
_PHONE_RATE: Final = Fraction(5986, 100)


def even(path: Path) -> Path:
    """30 frames a second."""
    return record(path, FRAMES, _EVEN)


def slow(path: Path) -> Path:
    """SLOW_FPS frames a second, so that they last for seconds where they are worked on at their pace."""
    return record(path, FRAMES, replace(_EVEN, rate=Fraction(SLOW_FPS)))


def odd_rate(path: Path) -> Path:
    """59.86 frames a second."""
    return record(path, FRAMES, replace(_EVEN, rate=_PHONE_RATE, options=_LIKE_A_PHONE))


def uneven(path: Path) -> Path:
    """Frames that last from 20 to 200 ms."""
    random, pts_ms = Random(3), [0]  # noqa: S311 - no secret
    while len(pts_ms) < FRAMES:
        pts_ms.append(pts_ms[-1] + random.choice([20, 33, 33, 34, 50, 67, 200]))
    return record(path, pts_ms, replace(_EVEN, time_base=Fraction(1, 1000), options=_LIKE_A_PHONE))


def hidden_beginning(path: Path) -> Path:
    """An edit list hides the first frames, as phones write it when a video is trimmed."""
    whole = record(path.with_name("whole.mp4"), FRAMES + 26, replace(_EVEN, rate=_PHONE_RATE, options=_LIKE_A_PHONE))
    return remuxed(whole, path, "-ss", "0.42")


def held_upright(path: Path) -> Path:
    """A turned picture and a note in the file that it is to be turned back."""
    upright = record(path.with_name("upright.mp4"), FRAMES, Kind(width=HEIGHT, height=WIDTH))
    lying = path.with_name("lying.mp4")
    ffmpeg("-i", upright, "-vf", "transpose=cclock", lying)
    return remuxed(lying, path, "-display_rotation", "-90")


KINDS: Final[dict[str, tuple[Callable[[Path], Path], int]]] = {
    "even": (even, 0),
    "odd_rate": (odd_rate, 0),
    "uneven": (uneven, 0),
    "hidden_beginning": (hidden_beginning, 26),
    "held_upright": (held_upright, 0),
}
"""How to make each, and the number of the first frame that it shows."""
