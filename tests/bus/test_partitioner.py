"""The partitioner against CRC-32's published check values, on which librdkafka's "consistent" rests."""

import pytest

from bus.partitioner import partition_of


@pytest.mark.parametrize(("key", "crc32"), [("123456789", 0xCBF43926), ("", 0), ("a", 0xE8B7BE43)])
def test_a_key_goes_to_its_crc32_modulo_the_partitions(key: str, crc32: int) -> None:
    assert [partition_of(key, partitions) for partitions in (1, 7, 8)] == [0, crc32 % 7, crc32 % 8]


def test_what_follows_a_slash_lies_where_the_rest_does() -> None:
    assert {partition_of(key, 1009) for key in ("a", "a/", "a/run/stage")} == {0xE8B7BE43 % 1009}


def test_keys_spread_over_all_partitions() -> None:
    assert {partition_of(f"session-{index}", 8) for index in range(100)} == set(range(8))


def test_no_partitions_are_refused() -> None:
    with pytest.raises(ValueError, match="1 partition or more, not 0"):
        partition_of("a", 0)
