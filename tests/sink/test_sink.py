"""Whatever is published is in the database once, whatever happens on the way; here over both ways to a database."""

import asyncio
import logging
from typing import Any

import pytest
from msgspec.structs import replace

from bus.errors import BusClosedError
from contracts.codec import MESSAGES, encode
from contracts.dead_letters import DeadLetter
from contracts.event import EndOfStream, Event
from contracts.examples import example, variants
from contracts.form import FormEnd, SetEnded, SetStarted
from contracts.sessions import Session
from contracts.table import Table
from contracts.tables import TABLE, TABLES
from contracts.topics import TOPIC
from sink.clickhouse import ClickHouse
from sink.database import DatabaseAwayError
from sink.lane import Pace
from sink.rows import rows_of
from sink.sink import Sink
from sink.stored import READ, until_all_stored
from tests.bus.in_loop import in_loop
from tests.sink.published import NOW_S, QUICK, column, count, memory_bus, pose, put, running, state
from tests.sink.trying import Told, ToldBus, flaky, until

EXAMPLES = [
    (table.topic, example(kind, variant))
    for table in TABLES
    for kind in MESSAGES
    if kind in table.messages
    for variant in variants(kind)
]


@in_loop
async def test_every_example_gets_into_its_tables(database: ClickHouse) -> None:
    expected: dict[str, set[Any]] = {table.name: set() for table in TABLES}
    async with memory_bus() as bus, running(bus, database):
        for topic, message in EXAMPLES:
            key = message.session if isinstance(message, Event | Session) else "x"
            await bus.publish(topic, key, encode(message))
            for name, rows in rows_of(message).items():
                expected[name] |= {_key(TABLE[name], row) for row in rows}
        await until_all_stored(bus)
    assert {name: count(database, name) for name in TABLE} == {name: len(keys) for name, keys in expected.items()}
    assert all(expected.values())


def _key(table: Table, row: tuple[Any, ...]) -> tuple[Any, ...]:
    names = [column.name for column in table.columns]
    return tuple(row[names.index(name)] for name in table.order_by)


@in_loop
async def test_ten_thousand_frames_are_all_there(database: ClickHouse) -> None:
    async with memory_bus() as bus, running(bus, database, Pace()):
        for frame in range(10_000):
            await put(bus, "poses3d", pose(frame, session=f"s{frame % 7}"))
        await until_all_stored(bus)
        assert count(database, "poses3d") == 10_000
    assert column(database, "poses3d", "frame") == list(range(10_000))


@in_loop
async def test_what_is_stored_again_is_there_once(database: ClickHouse) -> None:
    database.command("SYSTEM STOP MERGES poses3d")  # so that what was stored twice shows
    async with memory_bus() as bus:
        async with running(bus, database):
            await put(bus, "poses3d", *(pose(frame) for frame in range(20)))
            await until_all_stored(bus)
            await put(bus, "poses3d", *(pose(frame) for frame in range(20)))
            await until_all_stored(bus)
        assert (count(database, "poses3d"), count(database, "poses3d", final="")) == (20, 40)


@in_loop
async def test_killed_between_insert_and_commit_nothing_is_lost_or_twice(database: ClickHouse) -> None:
    database.command("SYSTEM STOP MERGES poses3d")  # so that what was stored twice shows
    inserted = asyncio.Event()
    loop = asyncio.get_running_loop()

    def die(_: str) -> None:
        loop.call_soon_threadsafe(inserted.set)
        raise DatabaseAwayError("it answered, but nobody heard")

    async with memory_bus() as bus:
        async with running(bus, Told(database, lambda _: None, after=die), Pace(flush_s=0.02, first_wait_s=60)):
            await put(bus, "poses3d", *(pose(frame) for frame in range(10)))
            await inserted.wait()
        lost = count(database, "poses3d")
        async with running(bus, database):
            await put(bus, "poses3d", *(pose(frame) for frame in range(10, 15)))
            await until_all_stored(bus)
        assert 0 < lost <= 10
        assert count(database, "poses3d") == 15
        assert count(database, "poses3d", final="") == 15 + lost


@in_loop
async def test_it_inserts_and_then_commits(database: ClickHouse) -> None:
    told: list[str] = []
    async with memory_bus() as bus, running(ToldBus(bus, told.append), Told(database, told.append)):
        for frame in range(3):
            await put(bus, "poses3d", pose(frame))
            await until_all_stored(bus)
    assert told == ["take", "poses3d", "commit"] * 3


@in_loop
async def test_a_batch_is_stored_when_it_is_full_without_waiting(database: ClickHouse) -> None:
    told: list[str] = []
    async with (
        memory_bus() as bus,
        running(ToldBus(bus, told.append), database, Pace(flush_s=3600, at_most=10)),
    ):
        await put(bus, "poses3d", *(pose(frame) for frame in range(20)))
        await until_all_stored(bus)
    assert told.count("commit") == 2


@in_loop
async def test_it_waits_for_a_database_that_is_away(database: ClickHouse, caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    behind, client = flaky(database)
    caplog.set_level(logging.INFO)
    pace = Pace(flush_s=0, first_wait_s=0.001)
    async with memory_bus() as bus, running(ToldBus(bus, told.append), behind, pace):
        client.off = True
        for frame in range(6):
            await put(bus, "poses3d", pose(frame))
            await until(lambda: client.refused > 0)
        refused = client.refused
        await until(lambda: client.refused > refused + 3)
        assert (told.count("take"), told.count("commit")) == (1, 0)  # it reads nothing meanwhile
        client.off = False
        await until_all_stored(bus)
        assert count(database, "poses3d") == 6
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("sink")]
    assert len(lines) == 2
    assert "is away; what comes waits in the bus: the-server:8123: it can't be reached" in lines[0]
    assert lines[1] == "The database the-server:8123 is back."


@in_loop
async def test_what_cannot_be_read_is_a_dead_letter_and_costs_only_itself(database: ClickHouse) -> None:
    too_far = replace(pose(7), frame=2**32)
    async with memory_bus() as bus, running(bus, database):
        await bus.publish("poses3d", "s1", b"\xff\x00junk", {"h": b"\xfe"})
        await bus.publish("poses3d", "s1", encode(too_far))
        await put(bus, "poses3d", pose(1))
        await until_all_stored(bus)
        await until_all_stored(bus)  # the letters were published by the sink itself
    assert column(database, "poses3d", "frame") == [1]
    letters = database.query("SELECT stage, topic, key, reason, hex(value) FROM dead_letters FINAL ORDER BY offset")
    assert [row[:3] for row in letters] == [("sink", "poses3d", "s1")] * 2
    assert letters[0][3].startswith("6 bytes are no poses3d.v1 or end.v1")
    assert letters[1][3] == "poses3d.frame: 4294967296 doesn't fit UInt32"
    assert letters[0][4] == b"\xff\x00junk".hex().upper()


@in_loop
async def test_a_dead_letter_that_cannot_be_read_is_stored_as_one(database: ClickHouse) -> None:
    async with memory_bus() as bus, running(bus, database):
        await bus.publish("dead_letters", "s1", b"junk")
        await put_letter(bus, example(DeadLetter))
        await until_all_stored(bus)
    assert column(database, "dead_letters", "topic") == sorted(["dead_letters", example(DeadLetter).topic])


async def put_letter(bus: Any, letter: DeadLetter) -> None:  # noqa: ANN401 - a bus
    """Publish a letter under its key."""
    await bus.publish("dead_letters", letter.key, encode(letter))


@in_loop
async def test_an_end_of_stream_is_read_and_passed_over(database: ClickHouse) -> None:
    async with memory_bus() as bus, running(bus, database):
        await put(bus, "detections", example(EndOfStream))
        await until_all_stored(bus)
    assert {name: count(database, name) for name in TABLE} == dict.fromkeys(TABLE, 0)


@in_loop
async def test_of_a_set_that_begins_and_ends_at_once_the_end_counts(database: ClickHouse) -> None:
    begun = SetStarted(set=0, lift="squat", start_s=1.0)
    over = SetEnded(set=0, lift="squat", lift_confidence=1.0, start_s=1.0, end_s=9.0, reps=1)
    async with memory_bus() as bus, running(bus, database):
        await put(bus, "form", replace(example(FormEnd), events=(begun, over)))
        await until_all_stored(bus)
    assert database.query("SELECT end_s, reps FROM sets FINAL") == [(9.0, 1)]


@in_loop
async def test_of_a_session_the_newest_message_counts(database: ClickHouse) -> None:
    async with memory_bus() as bus, running(bus, database):
        await put(bus, "sessions", state("running", at_s=NOW_S - 2), state("done", at_s=NOW_S - 1))
        await until_all_stored(bus)
        assert column(database, "sessions", "state") == ["done"]


@in_loop
async def test_the_newest_answer_counts_whatever_comes_first(database: ClickHouse) -> None:
    first = pose(0)
    again = replace(first, trace=replace(first.trace, finished_at={"lift": NOW_S}), scale="height")
    async with memory_bus() as bus, running(bus, database):
        await put(bus, "poses3d", again, replace(first, scale="plate"))
        await until_all_stored(bus)
    assert column(database, "poses3d", "scale") == ["height"]


@in_loop
async def test_it_ends_with_the_bus_and_who_waits_is_told(database: ClickHouse) -> None:
    async with memory_bus() as bus:
        sink = await Sink.open(bus, database, pace=QUICK)
        task = asyncio.create_task(sink.run())
        await put(bus, "poses3d", pose(0))
        waiting = asyncio.create_task(until_all_stored(bus))
        await asyncio.sleep(0)
        await bus.close()
        await task
        with pytest.raises(BusClosedError):
            await waiting


@in_loop
async def test_with_nothing_published_there_is_nothing_to_wait_for(database: ClickHouse) -> None:
    async with memory_bus() as bus:
        await put(bus, "poses3d", pose(0))
        async with running(bus, database):
            await until_all_stored(bus)


def test_it_reads_all_but_pictures_and_states() -> None:
    assert set(TOPIC) - set(READ) == {"frames", "rendered", "states"}
