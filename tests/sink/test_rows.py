"""Every message becomes rows that ClickHouse takes and gives back as they were, or is refused in one way."""

import array as compact
import math
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import clickhouse_connect
import numpy as np
import pytest
from clickhouse_connect.driver.client import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contracts.arrays import array
from contracts.codec import MESSAGES, tag_of
from contracts.dead_letters import DeadLetter
from contracts.detections import Detections
from contracts.event import EndOfStream, Trace
from contracts.examples import example, variants
from contracts.form import Form, FormEnd
from contracts.message import Message
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.run import Run
from contracts.sessions import Session
from contracts.table import WHEN, Table
from contracts.tables import TABLE, TABLES
from contracts.vocabulary import METRICS
from sink.clickhouse import ClickHouse
from sink.database import Row
from sink.migrate import migrate
from sink.rows import rows_of
from sink.values import UnstorableError
from tests.contracts import test_round_trip
from tests.sink.conftest import keep_what_is_old

STORED = tuple(kind for kind in MESSAGES if any(kind in table.messages for table in TABLES))
EXAMPLES = [(kind, variant) for kind in STORED for variant in variants(kind)]
FITTING: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(0, 2**16 - 1),
    float: st.floats(0, 4e9, width=32) | st.sampled_from([0.0, 2.0**32 - 1, math.nan, math.inf, -1.5]),
    str: st.text(max_size=12),
}


@pytest.fixture
def raw(unmigrated: ClickHouse, empty: str, folder: str) -> Iterator[Client]:
    """Gives a client that reads text as bytes and times as microseconds."""
    migrate(unmigrated)
    keep_what_is_old(unmigrated)
    client = clickhouse_connect.get_client(interface="chdb", path=folder, database=empty)
    yield client
    client.close()


def row_of(message: Message, table: str) -> dict[str, Any]:
    """The only row of a message in a table, by column."""
    (row,) = rows_of(message)[table]
    return dict(zip((column.name for column in TABLE[table].columns), row, strict=True))


@pytest.mark.parametrize(("kind", "variant"), EXAMPLES)
def test_an_example_comes_back_as_it_was(
    unmigrated: ClickHouse, raw: Client, kind: type[Message], variant: str
) -> None:
    assert_comes_back(unmigrated, raw, example(kind, variant))


@pytest.mark.parametrize("kind", STORED, ids=tag_of)
def test_any_message_comes_back_or_is_refused(unmigrated: ClickHouse, raw: Client, kind: type[Message]) -> None:
    stored = 0

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.data())
    def comes_back(data: st.DataObject) -> None:
        nonlocal stored
        with patch.dict(test_round_trip.SCALARS, FITTING):
            message = data.draw(test_round_trip.messages(kind))
        try:
            stored += assert_comes_back(unmigrated, raw, message)
        except UnstorableError as error:
            assert "is no time between 1970 and 2106" in str(error)  # noqa: PT017 - either outcome is right

    comes_back()
    assert stored or kind is EndOfStream


@pytest.mark.parametrize("kind", STORED, ids=tag_of)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_whatever_is_refused_is_refused_by_column(kind: type[Message], data: st.DataObject) -> None:
    message = data.draw(test_round_trip.messages(kind))
    try:
        rows = rows_of(message)
    except UnstorableError as error:
        assert str(error).split(": ")[0] in {f"{table.name}.{c.name}" for table in TABLES for c in table.columns}  # noqa: PT017 - either outcome is right
    else:
        assert all(len(row) == len(TABLE[name].columns) for name in rows for row in rows[name])


def assert_comes_back(database: ClickHouse, raw: Client, message: Message) -> int:
    """Insert each row of a message alone, as two may be the same row, and read it; gives how many there were."""
    rows = rows_of(message)
    for name, every in rows.items():
        for row in every:
            database.command(f"TRUNCATE TABLE {name}")
            database.insert(TABLE[name], [row])
            found = raw.query(f"SELECT * FROM {name}", query_formats={"String": "bytes", "DateTime64": "int"})  # noqa: S608 - a name of ours
            assert [normal(TABLE[name], tuple(back)) for back in found.result_rows] == [normal(TABLE[name], row)]
    return sum(map(len, rows.values()))


def normal(table: Table, row: Row) -> list[Any]:
    """A row with text as bytes, and numbers as precise as their column: equal where it is the same row."""
    return [
        _normal(value, np.float32 if "Float32" in column.type else np.float64)
        for column, value in zip(table.columns, row, strict=True)
    ]


def _normal(value: Any, precision: type[np.floating[Any]]) -> Any:  # noqa: ANN401 - any value of a row
    if isinstance(value, dict):
        return {_normal(key, precision): _normal(part, precision) for key, part in value.items()}
    if isinstance(value, list | tuple | compact.array):
        return [_normal(part, precision) for part in value]
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else float(precision(value))
    return value.encode() if isinstance(value, str) else value


def test_a_form_gives_a_row_and_one_for_each_thing_that_it_tells() -> None:
    form = example(Form)
    rows = rows_of(form)
    assert {name: len(found) for name, found in rows.items()} == {
        "form": 1,
        "reps": 1,
        "verdicts": 1,
        "lights": 1,
        "cues": 1,
    }
    rep = row_of(form, "reps")
    assert rep["session"] == form.session
    assert set(rep["metric_names"]) <= set(METRICS)
    assert rep["metric_units"] == [METRICS[name] for name in rep["metric_names"]]
    assert len(rep["check_rules"]) == len(rep["check_whys"]) > 0


def test_a_set_under_way_has_no_end_yet() -> None:
    assert row_of(example(Form, "set_started"), "sets")["end_s"] is None
    assert row_of(example(FormEnd), "sets")["end_s"] is not None


def test_arrays_lie_flat_one_for_each_person() -> None:
    poses = example(Poses2d)
    row = row_of(poses, "poses2d")
    assert [len(joints) for joints in row["joints_in_image"]] == [26 * 2] * len(poses.people)
    assert list(row["joints_in_image"][0]) == array(poses.people[0].joints_in_image, 52).tolist()
    assert row["tracks"] == [person.track for person in poses.people]


def test_nobody_gives_empty_arrays_and_nulls() -> None:
    row = row_of(example(Poses3d, "nobody"), "poses3d")
    assert (row["track"], row["joints_in_world"], row["depth_margin_m"]) == (None, [], None)


def test_the_answer_is_dated_by_the_stage_that_writes_the_topic() -> None:
    poses = example(Poses2d)
    row = row_of(poses, "poses2d")
    assert row["answered_at"] == round(poses.trace.finished_at["pose"] * 1e6)
    assert row["finished_at"]["detect"] == round(poses.trace.finished_at["detect"] * 1e6)
    assert row_of(replace(poses, trace=Trace()), "poses2d")["answered_at"] == 0


def test_a_session_names_its_runs_and_each_run_has_a_row() -> None:
    session = example(Session)
    ids = [run.id for run in session.runs]
    assert row_of(session, "sessions")["runs"] == ids
    assert row_of(session, "runs")["run"] == ids[0]
    assert row_of(session, "runs")["models"] == session.runs[0].models


def test_the_end_of_a_stream_gives_no_row() -> None:
    assert rows_of(example(EndOfStream)) == {}


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (replace(example(Poses3d), frame=2**32), "poses3d.frame: 4294967296 doesn't fit UInt32"),
        (replace(example(Detections), width=-1), "detections.width: -1 doesn't fit UInt16"),
        (replace(example(Session), load_kg=1e39), "sessions.load_kg: 1e+39 doesn't fit Float32"),
        (replace(example(Session), updated_at=math.nan), "sessions.updated_at: nan s since the epoch is no time"),
        (replace(example(DeadLetter), failed_at=1e12), "dead_letters.failed_at: 1000000000000.0 s since the epoch"),
    ],
)
def test_what_a_column_cannot_hold_is_refused_by_its_name(message: Message, sentence: str) -> None:
    with pytest.raises(UnstorableError) as refused:
        rows_of(message)
    assert str(refused.value).startswith(sentence)


def test_times_lie_in_columns_of_times_only() -> None:
    assert {c.type for table in TABLES for c in table.columns if c.name.endswith("_at")} == {
        WHEN,
        f"Map(LowCardinality(String), {WHEN})",
    }
    assert Run in {kind for table in TABLES for kind in table.kinds}
