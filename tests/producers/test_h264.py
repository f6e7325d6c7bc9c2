"""H.264 as phones film it: a picture for each access unit, at once; what can't be read says so."""

import numpy as np
import pytest

from producers.h264 import H264, NotH264Error
from tests.infra.cameras.units import units
from tests.producers.pattern import drawn, read

FRAMES = 12
FILMED = list(units(drawn(number) for number in range(FRAMES)))
LARGER = next(iter(units([drawn(77, 384, 288)])))


def test_each_unit_is_a_picture_at_once() -> None:
    video = H264()
    shown = [read(video.decode(unit, is_key=number == 0)) for number, unit in enumerate(FILMED)]
    assert shown == list(range(FRAMES))


def test_a_key_frame_begins_anew_also_in_another_size() -> None:
    video = H264()
    video.decode(FILMED[0], is_key=True)
    larger = video.decode(LARGER, is_key=True)
    assert (larger.shape, read(larger)) == ((288, 384, 3), 77)
    assert read(video.decode(FILMED[0], is_key=True)) == 0


@pytest.mark.parametrize(
    ("unit", "is_key"),
    [
        (b"", True),
        (b"GIF89a, no video", True),
        (FILMED[0][: len(FILMED[0]) // 2], True),
        (FILMED[1], True),
        (FILMED[1], False),
        (np.random.default_rng(1).bytes(20_000), True),
    ],
    ids=["nothing", "garbage", "half a picture", "no key", "nothing to lean on", "noise"],
)
def test_what_gives_no_picture_says_so(unit: bytes, is_key: bool) -> None:
    video = H264()
    with pytest.raises(NotH264Error, match=r"\d+ bytes|begins with a key frame"):
        video.decode(unit, is_key=is_key)
    assert read(video.decode(FILMED[0], is_key=True)) == 0


def test_a_picture_beyond_4k_is_refused_before_it_takes_memory() -> None:
    (huge,) = units([np.zeros((4096, 4096, 3), np.uint8)])
    with pytest.raises(NotH264Error, match=r"no H\.264 that can be read"):
        H264().decode(huge, is_key=True)
