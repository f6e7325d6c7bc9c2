"""A message's values as a column's: arrays unpacked, times in whole microseconds, and nothing that doesn't fit."""

import array as compact
import math
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

from contracts.run import Run
from contracts.table import WHEN

Convert = Callable[[Any], Any]
"""Gives a column's value of what a message holds."""

_GREATEST_FLOAT32: Final = (2 - 2**-23) * 2.0**127
_MICROSECONDS: Final = 1_000_000
_LATEST_S: Final = 2**32 - 1
"""When rows expire is counted in whole seconds of 32 bits; ClickHouse refuses a whole insert for one time beyond."""


class UnstorableError(ValueError):
    """A message is readable, but a column can't hold a value of it."""


def converter(column_type: str, stage: str) -> Convert:
    """Give the function that makes a column's value of what a message holds.

    It gives a list for an array, of float32 bytes an `array.array`, empty for null; a dict for a map; for a time whole
    microseconds since the epoch; any other value as it is. Of a map that a single value is wanted of, it takes the
    stage's. It raises `UnstorableError` for what the type can't hold.

    Args:
        column_type: ClickHouse's.
        stage: Name of the stage that writes the table's topic.
    """
    name, inner = _taken_apart(column_type)
    if name in ("LowCardinality", "Nullable"):
        plain = converter(inner, stage)
        return plain if name == "LowCardinality" else lambda value: None if value is None else plain(value)
    if name == "Array":
        return _array(converter(inner, stage))
    if name == "Map":
        each = converter(inner.split(", ", 1)[1], stage)
        return lambda value: {key: each(part) for key, part in value.items()}
    if column_type == WHEN:
        return lambda value: _microseconds(value.get(stage, 0.0) if isinstance(value, dict) else value)
    return _NUMBERS.get(name, _word)


def _taken_apart(column_type: str) -> tuple[str, str]:
    name, _, inner = column_type.partition("(")
    return name, inner.removesuffix(")")


def _array(each: Convert) -> Convert:
    def convert(value: Any) -> Sequence[Any]:  # noqa: ANN401 - null, float32 bytes, or a list of anything
        if value is None:
            return []
        return _floats(value) if isinstance(value, bytes) else [each(part) for part in value]

    return convert


def _floats(data: bytes) -> "compact.array[float]":
    """Unpack an array flat, into what the garbage collector doesn't look through: half the time would go there."""
    unpacked = compact.array("f", data)
    if sys.byteorder == "big":  # on the wire they are little-endian
        unpacked.byteswap()
    return unpacked


def _microseconds(since_epoch_s: float) -> int:
    if not 0 <= since_epoch_s <= _LATEST_S:
        raise UnstorableError(f"{since_epoch_s} s since the epoch is no time between 1970 and 2106")
    return round(since_epoch_s * _MICROSECONDS)


def _float32(value: float) -> float:
    if abs(value) > _GREATEST_FLOAT32 and not math.isinf(value):
        raise UnstorableError(f"{value} doesn't fit Float32")
    return value


def _whole(name: str, least: int, greatest: int) -> Convert:
    def convert(value: int) -> int:
        if not least <= value <= greatest:
            raise UnstorableError(f"{value} doesn't fit {name}")
        return value

    return convert


def _word(value: Any) -> Any:  # noqa: ANN401 - text or bytes, both fit a String; a run is known by its id
    return value.id if isinstance(value, Run) else value


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - a bool or a float
    return value


_NUMBERS: Final[dict[str, Convert]] = {
    "UInt16": _whole("UInt16", 0, 2**16 - 1),
    "UInt32": _whole("UInt32", 0, 2**32 - 1),
    "Int32": _whole("Int32", -(2**31), 2**31 - 1),
    "Int64": _whole("Int64", -(2**63), 2**63 - 1),
    "Float32": _float32,
    "Float64": _as_it_is,
    "Bool": _as_it_is,
}
