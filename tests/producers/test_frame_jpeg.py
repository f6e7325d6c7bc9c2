"""A picture fits its topic, at the best quality that does."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from producers.jpeg import TooLargePictureError, jpeg_of
from tests.producers.pattern import drawn, read

NOISE = np.random.default_rng(1).integers(0, 256, (240, 320, 3)).astype(np.uint8)


def pixels_of(jpeg: bytes) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def test_what_fits_has_the_quality_asked_for() -> None:
    _, expected = cv2.imencode(".jpg", NOISE, [cv2.IMWRITE_JPEG_QUALITY, 90])
    assert jpeg_of(NOISE, 90, 1 << 20) == expected.tobytes()


def test_what_is_too_large_loses_quality_only() -> None:
    most = len(jpeg_of(NOISE, 90, 1 << 20)) // 2
    smaller = jpeg_of(NOISE, 90, most)
    assert len(smaller) <= most
    assert pixels_of(smaller).shape == NOISE.shape


def test_it_is_the_same_picture() -> None:
    jpeg = jpeg_of(drawn(7), 90, 1 << 20)
    assert read(pixels_of(jpeg)) == 7


def test_what_fits_at_no_quality_is_refused() -> None:
    with pytest.raises(TooLargePictureError, match="320x240 needs more than 100 bytes"):
        jpeg_of(NOISE, 90, 100)
