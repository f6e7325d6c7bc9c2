"""A deleted session is gone from every table, for ever: what comes late, or again, stays out."""

from typing import Any

import pytest
from msgspec.structs import replace

from bus.protocol import Bus
from contracts.codec import encode
from contracts.dead_letters import DeadLetter
from contracts.detections import Detections
from contracts.event import Event
from contracts.examples import example
from contracts.form import Form, FormEnd
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.tables import TABLE, TABLES
from sink.clickhouse import ClickHouse
from sink.database import Database, DatabaseAwayError
from sink.keep import keep
from sink.lane import Pace
from sink.rows import rows_of
from sink.stored import until_all_stored
from tests.bus.in_loop import in_loop
from tests.sink.published import NOW_S, column, count, memory_bus, pose, put, running, state
from tests.sink.trying import Told

EVENTS: dict[str, tuple[Event, ...]] = {
    "detections": (example(Detections),),
    "poses2d": (example(Poses2d),),
    "poses3d": (example(Poses3d),),
    "form": (example(Form), example(FormEnd)),
}


async def put_everything(bus: Bus, session: str) -> None:
    """Publish what gets a row of a session into every table."""
    await put(bus, "sessions", state("running", session))
    for topic, events in EVENTS.items():
        await put(bus, topic, *(replace(event, session=session) for event in events))
    await bus.publish("dead_letters", session, encode(replace(example(DeadLetter), key=session, offset=len(session))))


def held(database: Database, session: str) -> dict[str, int]:
    """How many rows each table holds of a session, tables without one left out."""
    found = {
        name: database.query(
            f"SELECT count() FROM {name} FINAL WHERE {'key' if name == 'dead_letters' else 'session'} = {{s:String}}",  # noqa: S608 - names of ours
            {"s": session},
        )[0][0]
        for name in TABLE
    }
    return {name: rows for name, rows in found.items() if rows}


@pytest.mark.parametrize("how", ["tombstone", "state"])
def test_every_row_of_a_deleted_session_goes_but_its_mark(database: ClickHouse, how: str) -> None:
    @in_loop
    async def delete() -> None:
        async with memory_bus() as bus, running(bus, database):
            await put_everything(bus, "mine")
            await put_everything(bus, "another")
            await until_all_stored(bus)
            assert set(held(database, "mine")) == set(held(database, "another")) == set(TABLE)
            await put_delete(bus, how, "mine")
            await until_all_stored(bus)

    delete()
    assert held(database, "mine") == {"sessions": 1}
    assert set(held(database, "another")) == set(TABLE)
    mark = database.query("SELECT state, lifter, owner, notes, media FROM sessions FINAL WHERE session = 'mine'")
    assert mark == [("deleted", "", "", "", None)]


async def put_delete(bus: Bus, how: str, session: str) -> None:
    """Delete a session, the one way or the other."""
    if how == "tombstone":
        await bus.publish("sessions", session, b"")
    else:
        await put(bus, "sessions", state("deleted", session, at_s=NOW_S))


@in_loop
async def test_what_comes_late_stays_out_also_after_a_restart(database: ClickHouse) -> None:
    async with memory_bus() as bus:
        async with running(bus, database):
            await put_everything(bus, "mine")
            await bus.publish("sessions", "mine", b"")
            await put_everything(bus, "mine")  # in the same batch, in whatever order the topics come
            await until_all_stored(bus)
            await put_everything(bus, "mine")  # in a later one
            await put(bus, "sessions", state("running", "mine", at_s=NOW_S + 99))
            await until_all_stored(bus)
        assert held(database, "mine") == {"sessions": 1}
        async with running(bus, database):
            await put_everything(bus, "mine")
            await until_all_stored(bus)
    assert held(database, "mine") == {"sessions": 1}
    assert column(database, "sessions", "state") == ["deleted"]


@in_loop
async def test_a_deletion_that_is_cut_short_is_done_again(database: ClickHouse) -> None:
    broken = Broken(database)
    async with memory_bus() as bus, running(bus, broken, Pace(flush_s=0.02, first_wait_s=0.01)):
        await put_everything(bus, "mine")
        await until_all_stored(bus)
        broken.commands_left = 4
        await bus.publish("sessions", "mine", b"")
        await until_all_stored(bus)
    assert held(database, "mine") == {"sessions": 1}


class Broken(Told):
    """A database that is away once, after so many commands."""

    commands_left = 1 << 30

    def __init__(self, database: Database) -> None:
        super().__init__(database, lambda _: None)

    def command(self, sql: str, parameters: Any = None) -> None:  # noqa: ANN401 - as its base has it
        self.commands_left -= 1
        if self.commands_left == 0:
            raise DatabaseAwayError("cut short")
        super().command(sql, parameters)


@pytest.mark.parametrize("session", ["it's", 'a"b\\c', "tab\there\n", "ä€😀", ""])
def test_ids_are_taken_literally(database: ClickHouse, session: str) -> None:
    rows = rows_of(pose(0, session))
    keep(database, rows, {})
    assert count(database, "poses3d") == 1
    keep(database, {}, {session: NOW_S})
    keep(database, rows, {})
    assert count(database, "poses3d") == 0


def test_every_table_says_whose_a_row_is() -> None:
    assert [t.name for t in TABLES if "session" not in {c.name for c in t.columns}] == ["dead_letters"]
