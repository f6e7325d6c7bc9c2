"""A message becomes rows: what each column holds follows from the tables' description (`contracts.tables`) alone."""

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from contracts.message import Message
from contracts.table import Column, Table
from contracts.tables import TABLES
from sink.database import Row
from sink.values import Convert, UnstorableError, converter

Rows = dict[str, list[Row]]
"""Rows by the name of their table, in the order in which the message tells them."""
Find = Callable[[Any], Any]
"""Finds what lies at a path below a value: null below null, and below a list or a map a list of what lies there."""


class Source(NamedTuple):
    """Where a column's value comes from."""

    in_part: bool
    """Whether it is looked for in the part of the message that gives the row, or in the message."""
    find: Find
    convert: Convert


def rows_of(message: Message) -> Rows:
    """Give the rows of a message; a table that it has none for isn't named.

    Args:
        message: Any message of a topic; one that no table holds gives no rows.

    Raises:
        UnstorableError: a column can't hold a value; the sentence names the column.
    """
    rows: Rows = {}
    for table in _tables_of(type(message)):
        parts = _parts(table, message)
        if parts:
            rows[table.name] = [_row(table, message, part) for part in parts]
    return rows


@cache
def _tables_of(kind: type[Message]) -> tuple[Table, ...]:
    return tuple(table for table in TABLES if kind in table.messages)


def _parts(table: Table, message: Message) -> Sequence[Message]:
    """Give what has a row each."""
    return [part for part in getattr(message, table.each) if isinstance(part, table.kinds)] if table.each else [message]


def _row(table: Table, message: Message, part: Message) -> Row:
    try:
        return tuple([convert(find(part if in_part else message)) for in_part, find, convert in _sources(table)])
    except UnstorableError:
        for column, source in zip(table.columns, _sources(table), strict=True):
            _refuse(f"{table.name}.{column.name}", source, part if source.in_part else message)
        raise


def _refuse(name: str, source: Source, value: Message) -> None:
    """Name the column that refuses a value."""
    try:
        source.convert(source.find(value))
    except UnstorableError as error:
        raise UnstorableError(f"{name}: {error}") from error


@cache
def _sources(table: Table) -> tuple[Source, ...]:
    return tuple(_source(table, column) for column in table.columns)


def _source(table: Table, column: Column) -> Source:
    names = tuple(column.source.split("."))
    in_part = bool(table.each) and names[0] == table.each
    convert = converter(column.type, table.stage)
    if len(names) == 1 and not in_part:
        return Source(in_part, attrgetter(column.source), convert)  # most columns, and several times as fast
    return Source(in_part, _finder(names[1:] if in_part else names), convert)


def _finder(names: tuple[str, ...]) -> Find:
    if not names:
        return lambda value: value
    name, rest = names[0], names[1:]
    if not rest:
        return lambda value: getattr(value, name, None)  # of several kinds of parts, one may not have the field
    below = _finder(rest)

    def find(value: Any) -> Any:  # noqa: ANN401 - any value may lie there
        held = getattr(value, name)
        if isinstance(held, tuple):
            return [below(part) for part in held]
        if isinstance(held, dict):
            return [below(part) for part in held.values()]
        return None if held is None else below(held)

    return find
