"""Arrays travel as little-endian float32 bytes, row-major."""

import numpy as np
import pytest

from contracts.arrays import array, floats


def test_the_bytes_are_little_endian_float32_row_major() -> None:
    assert floats([[1.0, -2.0], [0.5, 0.0]]) == bytes.fromhex("0000803f 000000c0 0000003f 00000000")


@pytest.mark.parametrize("values", [np.arange(6.0).reshape(2, 3).T, np.arange(6, dtype=">f8").reshape(3, 2)])
def test_any_layout_comes_back_in_its_shape(values: np.ndarray) -> None:
    assert array(floats(values), 3, 2).tolist() == values.tolist()


def test_what_is_not_a_number_stays_none() -> None:
    assert np.isnan(array(floats([np.nan, 1.0]), 2)).tolist() == [True, False]


def test_an_array_is_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        array(floats([1.0]), 1)[0] = 2.0


@pytest.mark.parametrize("data", [floats([1.0, 2.0, 3.0]), b"\x00" * 15])
def test_a_wrong_length_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"reshape|buffer size"):
        array(data, 2, 2)
