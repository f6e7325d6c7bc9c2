"""`perfectform status` against a real broker: with nothing, with work under way, with garbage and a crowd."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bus.kafka import KafkaBus
from bus.record import Record
from contracts.topics import TOPICS
from infra.cli import main
from infra.kafka.broker import Broker
from infra.kafka.broker_error import NoBrokerError
from infra.status.looking import Looking
from infra.status.watching import show_for_good
from tests.infra.status.records import form_record, garbage, letter_record, session_record
from tests.kafka_broker import start_or_skip


def invoke(address: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"PERFECTFORM_KAFKA": address})


def told(address: str) -> dict[str, Any]:
    shown = invoke(address, "status", "--json")
    assert shown.exit_code == 0, shown.stderr
    status: dict[str, Any] = json.loads(shown.stdout)
    return status


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker with our topics, which no other test touches."""
    one = Broker(tmp_path_factory.mktemp("kafka"), heap_mb=128)
    start_or_skip(one)
    bare = invoke(one.address, "status")
    assert (bare.exit_code, bare.stdout.count("missing")) == (0, len(TOPICS))
    assert invoke(one.address, "topics", "create", "--partitions", "3").exit_code == 0
    assert "none yet" in invoke(one.address, "status").stdout
    yield one
    one.stop()


def publish(address: str, records: Sequence[Record]) -> None:
    async def run() -> None:
        bus = await KafkaBus.open(address, TOPICS)
        try:
            await asyncio.gather(*(bus.publish(one.topic, one.key, one.value) for one in records))
            reader = await bus.read(["frames"], "detect")
            await reader.commit(await reader.take(1, 5.0))
        finally:
            await bus.close()

    asyncio.run(run())


def test_work_under_way_is_told(own: Broker) -> None:
    frames = [Record("frames", 0, 0, "s", b"picture") for _ in range(3)]
    publish(own.address, [session_record(delivery="live"), *(form_record(at) for at in range(40)), *frames])
    publish(own.address, [garbage("form"), garbage("sessions", "x"), garbage("dead_letters"), letter_record(7)])
    status = told(own.address)
    (running,) = status["sessions"]["running"]
    assert (running["session"], running["frames"], running["frames_per_second"]) == ("s", 40, 0.0)
    assert {"group": "detect", "topic": "frames", "records": 1} in status["behind"]
    assert {topic["topic"]: topic["unreadable"] for topic in status["topics"] if topic["unreadable"]} == {
        "form": 1,
        "sessions": 1,
        "dead_letters": 1,
    }
    assert status["dead_letters"]["count"] == 2
    assert [letter["offset"] for letter in status["dead_letters"]["newest"]] == [7]
    assert status["latency"]["frames"] == 40
    assert status["drops"] == {"live_frames": 40, "dropped": 0}


def test_a_crowd_is_counted(own: Broker) -> None:
    publish(own.address, [session_record(f"crowd-{number}") for number in range(1000)])
    shown = invoke(own.address, "status")
    assert shown.exit_code == 0
    assert max(map(len, shown.stdout.splitlines())) <= 80
    assert "more that run" in shown.stdout
    assert len(told(own.address)["sessions"]["running"]) >= 1000


def test_only_what_is_new_is_read_again_and_makes_the_rates(own: Broker) -> None:
    looking = Looking(own.address)
    asyncio.run(looking.look())
    publish(own.address, [session_record("new"), *(form_record(at, "new") for at in range(25))])
    status = asyncio.run(looking.look())
    (new,) = [running for running in status.sessions.running if running.session == "new"]
    assert new.frames_per_second is not None
    assert new.frames_per_second > 0
    form = next(topic for topic in status.topics if topic.topic == "form")
    assert form.records_per_second == pytest.approx(new.frames_per_second)


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--watch",)])
def test_no_broker_is_one_sentence(arguments: Sequence[str]) -> None:
    refused = invoke("127.0.0.1:1", "status", *arguments)
    assert refused.exit_code == 2
    (line,) = refused.stderr.splitlines()
    assert line.startswith("Error: No broker answers at 127.0.0.1:1: ")
    assert refused.stdout == ""


def test_a_broker_that_goes_away_is_waited_for(own: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    looking, said = Looking(own.address), list[str]()
    status = asyncio.run(looking.look())
    turns = iter([status, NoBrokerError("gone"), status])

    async def look() -> Any:  # noqa: ANN401 - a status, unless it raises
        turn = next(turns, None)
        if isinstance(turn, Exception):
            raise turn
        if turn is None:
            raise KeyboardInterrupt
        return turn

    monkeypatch.setattr(looking, "look", look)
    monkeypatch.setattr("infra.status.watching._EVERY_S", 0.0)
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(show_for_good(looking, lambda _, away: said.append(away)))
    assert [bool(away) for away in said] == [True, False]
