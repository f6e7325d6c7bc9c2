"""A region is cut out as MediaPipe does it, and points find their way back."""

import numpy as np
import pytest

from processors.crop import crop, points_in_image
from processors.region import Region


def test_the_whole_picture_at_its_own_size_is_itself_in_rgb() -> None:
    bgr = np.random.default_rng(0).integers(0, 255, (16, 16, 3)).astype(np.uint8)
    assert np.array_equal(crop(bgr, Region(8.0, 8.0, 16.0, 0.0), 16, repeat_border=True), bgr[..., ::-1])


@pytest.mark.parametrize(("repeat_border", "outside"), [(True, 200), (False, 0)])
def test_beyond_the_picture(repeat_border: bool, outside: int) -> None:
    bgr = np.full((8, 8, 3), 200, np.uint8)
    assert (crop(bgr, Region(100.0, 4.0, 8.0, 0.0), 8, repeat_border=repeat_border) == outside).all()


def test_a_turned_region_stands_upright_in_the_crop() -> None:
    bgr = np.zeros((100, 100, 3), np.uint8)
    bgr[45:55, 70:80] = 255  # to the right of the middle: up, for who lies with the head to the right
    cut = crop(bgr, Region(50.0, 50.0, 100.0, np.pi / 2), 50, repeat_border=True)
    rows, columns = np.nonzero(cut[..., 0] > 128)
    assert rows.mean() == pytest.approx(12.5, abs=1)
    assert columns.mean() == pytest.approx(25, abs=1)


def test_points_come_back_from_the_crop() -> None:
    region = Region(30.0, 70.0, 200.0, 0.3)
    middle, corner = points_in_image(np.array([[128.0, 128.0], [256.0, 128.0]]), region, 256)
    assert middle == pytest.approx([30, 70])
    assert corner == pytest.approx([30 + 100 * np.cos(0.3), 70 + 100 * np.sin(0.3)])
