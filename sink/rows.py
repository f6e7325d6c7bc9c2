"""A message becomes rows: what each column holds follows from the tables' description (`contracts.tables`) alone."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from contracts.message import Message
from contracts.table import Column, Table
from contracts.tables import TABLES
from sink.database import Row
from sink.values import UnstorableError, converter

Rows = dict[str, list[Row]]
"""Rows by the name of their table, in the order in which the message tells them."""
Get = Callable[[Message, Any], Any]
"""Gives a column's value, of the message and of the part of it that gives the row."""


def rows_of(message: Message) -> Rows:
    """Give the rows of a message; a table that it has none for isn't named.

    Args:
        message: Any message of a topic; one that no table holds gives no rows.

    Raises:
        UnstorableError: a column can't hold a value; the sentence names the column.
    """
    found = {table.name: list(_rows(table, message)) for table in _tables_of(type(message))}
    return {name: rows for name, rows in found.items() if rows}


@cache
def _tables_of(kind: type[Message]) -> tuple[Table, ...]:
    return tuple(table for table in TABLES if kind in table.messages)


def _rows(table: Table, message: Message) -> Iterator[Row]:
    if not table.each:
        yield _row(table, message, message)
        return
    for part in getattr(message, table.each):
        if isinstance(part, table.kinds):
            yield _row(table, message, part)


def _row(table: Table, message: Message, part: Message) -> Row:
    try:
        return tuple(get(message, part) for get in _getters(table))
    except UnstorableError:
        for column, get in zip(table.columns, _getters(table), strict=True):
            _refuse(f"{table.name}.{column.name}", get, message, part)
        raise


def _refuse(name: str, get: Get, message: Message, part: Message) -> None:
    """Name the column that refuses a value."""
    try:
        get(message, part)
    except UnstorableError as error:
        raise UnstorableError(f"{name}: {error}") from error


@cache
def _getters(table: Table) -> tuple[Get, ...]:
    return tuple(_getter(table, column) for column in table.columns)


def _getter(table: Table, column: Column) -> Get:
    convert = converter(column.type, table.stage)
    names = tuple(column.source.split("."))
    if table.each and names[0] == table.each:
        below = names[1:]
        return lambda _, part: convert(_dig(part, below))
    return lambda message, _: convert(_dig(message, names))


def _dig(value: Any, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - any value may lie there
    """Follow a path down; through a list or a map to a list of what lies there, and from null to null."""
    for place, name in enumerate(names):
        if isinstance(value, tuple | dict):
            parts = value.values() if isinstance(value, dict) else value
            return [_dig(part, names[place:]) for part in parts]
        value = getattr(value, name, None)  # of several kinds of parts, one may not have the field
    return value
