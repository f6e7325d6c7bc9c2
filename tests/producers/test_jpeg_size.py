"""The size of a JPEG is read from its header; whatever else comes is refused, and nothing but refused."""

from contextlib import suppress

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.jpeg_size import NotAJpegError, jpeg_size


def jpeg(width: int, height: int, *options: int) -> bytes:
    picture = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    return cv2.imencode(".jpg", picture, list(options))[1].tobytes()


@pytest.mark.parametrize("options", [(), (cv2.IMWRITE_JPEG_PROGRESSIVE, 1), (cv2.IMWRITE_JPEG_RST_INTERVAL, 2)])
def test_every_kind_says_its_size(options: tuple[int, ...]) -> None:
    assert jpeg_size(jpeg(37, 1201, *options)) == (37, 1201)


def test_what_a_camera_writes_before_the_size_is_passed_over() -> None:
    plain = jpeg(64, 48)
    exif = b"\xff\xe1" + (2 + 300).to_bytes(2) + b"\xff\xc0" * 150
    assert jpeg_size(plain[:2] + exif + plain[2:]) == (64, 48)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\x89PNG\r\n", b"RIFFabcdWEBP", jpeg(64, 48)[:20]])
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(NotAJpegError, match="bytes"):
        jpeg_size(data)


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_have_a_size_or_are_refused(data: bytes, begins: bool) -> None:
    with suppress(NotAJpegError):
        assert min(jpeg_size(b"\xff\xd8\xff" + data if begins else data)) > 0
