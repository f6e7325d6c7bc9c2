"""Every column comes from a field, every field comes to a column, and keys are made of columns."""

from typing import Annotated, Any, get_args, get_origin

import pytest

from contracts.codec import MESSAGES, tag_of
from contracts.event import Event
from contracts.message import Message, hints_of
from contracts.paths import Place, places
from contracts.table import Column, Table
from contracts.tables import NOT_STORED, TABLE, TABLES
from contracts.topics import TOPIC

COLUMNS = [(table, column) for table in TABLES for column in table.columns]
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))


def test_every_column_comes_from_a_field_and_says_what_it_is() -> None:
    assert [column for table, column in COLUMNS if not table.about_column(column)] == []


def test_a_column_is_as_deep_as_its_field() -> None:
    once = [(table, column) for table, column in COLUMNS if column.name != "answered_at"]  # one value of its map
    assert [(t.name, c.name) for t, c in once if c.type.count("Array(") + c.type.count("Map(") != _depth(t, c)] == []


def test_a_field_that_may_be_null_has_a_column_that_may_be_empty() -> None:
    nullable = [(table, column) for table, column in COLUMNS if _may_be_null(table, column)]
    assert nullable
    assert [(t.name, c.name) for t, c in nullable if "Nullable(" not in c.type and "Array(" not in c.type] == []


def test_a_column_from_no_field_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"form\.speed comes from `velocity`"):
        TABLE["form"].sources(Column("speed", "Float32", "velocity"))


@pytest.mark.parametrize("kind", MESSAGES, ids=tag_of)
def test_no_field_is_lost_without_a_reason(kind: type[Message]) -> None:
    stored = {
        _known_as(place)
        for table in TABLES
        if kind in table.messages
        for c in table.columns
        for place in table.sources(c)
    }
    lost = [
        place.path
        for place in places(kind)
        if place.is_leaf and _known_as(place) not in stored and not _has_a_reason(kind, place.path)
    ]
    assert lost == []


def test_no_reason_is_given_for_what_is_stored_or_is_not_there() -> None:
    known = {tag_of(kind): {place.path for place in places(kind)} for kind in MESSAGES}
    for left_out in NOT_STORED:
        tag = next(tag for tag in known if left_out == tag or left_out.startswith(f"{tag}."))
        stored = any(tag_of(kind) == tag for table in TABLES for kind in table.messages)
        assert stored is (left_out != tag)
        assert left_out == tag or left_out.removeprefix(f"{tag}.") in known[tag]


@each_table
def test_a_table_is_keyed_by_its_columns_and_versioned_by_one(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert {*table.order_by, table.version} <= set(names)
    assert not [
        c.name for c in table.columns if c.name in table.order_by and ("Nullable" in c.type or "Array" in c.type)
    ]


@each_table
def test_a_table_holds_what_its_topic_carries(table: Table) -> None:
    topic = TOPIC[table.topic]
    assert set(table.messages) <= set(topic.messages)
    assert "sink" in topic.readers
    assert bool(table.each) is bool(table.kinds)
    if any(issubclass(kind, Event) for kind in table.messages):
        assert table.order_by[:3] == ("session", "run", "camera")


@each_table
def test_a_row_outlives_the_message_that_it_comes_from(table: Table) -> None:
    kept_s = TOPIC[table.topic].retention_s
    assert table.retention_s is None or (kept_s is not None and table.retention_s >= kept_s)


def test_every_topic_that_the_sink_reads_has_a_table() -> None:
    assert {table.topic for table in TABLES} == {topic.name for topic in TOPIC.values() if "sink" in topic.readers}
    assert len(TABLE) == len(TABLES)


def _known_as(place: Place) -> tuple[str, tuple[type[Message], ...]]:
    return place.path, place.owners


def _has_a_reason(kind: type[Message], path: str) -> bool:
    whole = f"{tag_of(kind)}.{path}"
    return any(whole == left_out or whole.startswith(f"{left_out}.") for left_out in NOT_STORED)


def _depth(table: Table, column: Column) -> int:
    """Count the lists and maps around one number or word of a column, the one that gives the rows not included."""
    place = table.sources(column)[0]
    around = sum(any(get_origin(part) in {tuple, dict} for part in _parts(hint)) for hint in _hints_down_to(place))
    gives_rows = bool(table.each) and f"{place.path}.".startswith(f"{table.each}.")
    return around + bool((place.meta.extra or {})["shape"]) - gives_rows


def _may_be_null(table: Table, column: Column) -> bool:
    return any(type(None) in _parts(hint) for hint in _hints_down_to(table.sources(column)[0]))


def _hints_down_to(place: Place) -> list[Any]:
    return [hints_of(owner)[name] for owner, name in zip(place.owners, place.path.split("."), strict=True)]


def _parts(hint: Any) -> list[Any]:  # noqa: ANN401 - any annotation may come
    inner = get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint)
    return [hint, *(part for arg in inner for part in _parts(arg))]
