"""`perfectform dead` against a real broker: letters are listed, shown, written; their sessions are run again."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from bus.kafka import KafkaBus
from bus.record import Record, Ref
from contracts.codec import decode, encode
from contracts.dead_letters import DeadLetter
from contracts.frames import HEADER, FrameHeader
from contracts.sessions import Session
from contracts.topics import TOPICS
from infra.cli import main
from infra.kafka.broker import Broker
from tests.infra.status.records import NOW_S, garbage, session_record
from tests.kafka_broker import start_or_skip

JPEG: Final = b"\xff\xd8\xff\xe0 a picture that breaks off"
SHOT: Final = FrameHeader(
    session="lost",
    frame=7,
    pts=0.25,
    captured_at=NOW_S,
    received_at=NOW_S,
    width=540,
    height=960,
    gravity_in_camera=b"x" * 12,
)


def dead(address: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["dead", *arguments, "--kafka", address])


def sentence(refused: Result) -> str:
    assert (refused.exit_code, refused.stdout) == (2, "")
    (line,) = refused.stderr.splitlines()
    return line


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker with our topics and no letter, which no other test touches."""
    one = Broker(tmp_path_factory.mktemp("kafka"), heap_mb=128)
    start_or_skip(one)
    assert "has no topic for dead letters" in sentence(dead(one.address, "list"))
    assert CliRunner().invoke(main, ["topics", "create", "--kafka", one.address, "--partitions", "1"]).exit_code == 0
    empty = dead(one.address, "list")
    assert (empty.exit_code, empty.stdout) == (0, f"There are no dead letters at {one.address}.\n")
    publish(
        one.address,
        [
            letter(),
            letter(reason="odd \x1b[2J", key="z\n", value=b"", headers={}, last_offset=123),
            garbage("dead_letters"),
        ],
    )
    yield one
    one.stop()


def letter(**told: Any) -> Record:  # noqa: ANN401 - any field
    one = DeadLetter(
        stage="detect",
        version="0.1.0",
        reason="the JPEG breaks off",
        topic="frames",
        partition=3,
        offset=120,
        key="lost",
        value=JPEG,
        headers={HEADER: encode(SHOT), "x": b"\0"},
        failed_at=NOW_S,
    )
    one = replace(one, **told)
    return Record("dead_letters", 0, 0, "lost", encode(one))


def publish(address: str, records: Sequence[Record]) -> None:
    async def run() -> None:
        bus = await KafkaBus.open(address, TOPICS)
        try:
            for one in records:
                await bus.publish(one.topic, one.key, one.value)
        finally:
            await bus.close()

    asyncio.run(run())


def newest_session(address: str) -> Session:
    async def run() -> Record:
        bus = await KafkaBus.open(address, TOPICS)
        try:
            end = (await bus.span("sessions", 0)).end
            reader = await bus.records_from("sessions", Ref(0, end - 1))
            return (await reader.take(1, 10.0))[0]
        finally:
            await bus.close()

    return decode(asyncio.run(run()).value, Session)


def test_the_list_has_a_line_for_each_newest_first(own: Broker) -> None:
    listed = dead(own.address, "list")
    assert listed.exit_code == 0, listed.stderr
    head, second, first, passed_over = listed.stdout.splitlines()
    assert head.split() == ["letter", "when", "stage", "from", "session", "reason"]
    assert second.split()[0] == "0/1"
    assert second.endswith("frames/3/120-123  z\ufffd       odd \ufffd[2J")
    assert first.split()[0] == "0/0"
    assert first.endswith("  detect  frames/3/120      lost     the JPEG breaks off")
    assert passed_over == "Passed over, being no dead letters: 1 of the newest records."


def test_a_few_are_listed_and_the_others_counted(own: Broker) -> None:
    *_, older = dead(own.address, "list", "--last", "2").stdout.splitlines()
    assert older == "Older ones: 1; --last 3 shows all."


def test_one_is_shown_in_full(own: Broker, tmp_path: Path) -> None:
    goal = tmp_path / "frame.jpg"
    shown = dead(own.address, "show", "0/0", "--picture", str(goal))
    assert shown.exit_code == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert "from     frames, partition 3, offset 120" in lines
    assert "reason   the JPEG breaks off" in lines
    assert lines[1].startswith("stage    detect 0.1.0, which gave it up at ")
    assert f"header   {HEADER} {len(encode(SHOT))} bytes: frame.v1" in lines
    assert "           frame: 7" in lines
    assert "           gravity_in_camera: 12 bytes" in lines
    assert "header   x 1 bytes" in lines
    assert f"value    {len(JPEG)} bytes that begin as a JPEG" in lines
    assert goal.read_bytes() == JPEG


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (("0/1", "--picture", "{folder}/p.jpg"), "holds no picture: its 0 bytes aren't a JPEG's"),
        (("0/0", "--picture", "{folder}/none/p.jpg"), "can't be written (No such file or directory)"),
        (("0/2",), "What lies at 0/2 is no dead letter: "),
        (("0/99",), "There is no dead letter 0/99: "),
        (("9/0",), "There is no dead letter 9/0: "),
        (("seven",), "'seven' names no dead letter: give PARTITION/OFFSET"),
    ],
)
def test_what_cannot_be_shown(own: Broker, tmp_path: Path, asked: tuple[str, ...], answer: str) -> None:
    refused = dead(own.address, "show", *(word.format(folder=tmp_path) for word in asked))
    assert refused.exit_code == 2
    assert answer in refused.stderr.splitlines()[-1]


def test_a_session_with_its_video_is_asked_for_anew(own: Broker) -> None:
    told = session_record("lost", state="done", media="sessions/lost/original", frames=58, updated_at=NOW_S + 1e9)
    publish(own.address, [told])
    retried = dead(own.address, "retry", "lost")
    assert retried.exit_code == 0, retried.stderr
    assert retried.stdout == "Session lost is run again: `perfectform watch lost` follows it\n"
    asked = newest_session(own.address)
    assert (asked.session, asked.state, asked.frames, asked.media) == ("lost", "uploaded", 0, "sessions/lost/original")
    assert asked.updated_at > NOW_S + 1e9


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        (session_record("live", state="done"), "`perfectform replay live --from-log` runs it again"),
        (session_record("busy", media="m"), "Session busy is running: retry it when it is over"),
        (Record("sessions", 0, 0, "gone", b""), "There is no session 'gone': it was deleted, or never was"),
        (garbage("sessions", "odd"), "There is no session 'odd'"),
    ],
)
def test_what_cannot_be_run_again(own: Broker, told: Record, answer: str) -> None:
    publish(own.address, [told])
    assert answer in sentence(dead(own.address, "retry", told.key))


@pytest.mark.parametrize("arguments", [("list",), ("show", "0/0"), ("retry", "s")])
def test_no_broker_is_one_sentence(arguments: tuple[str, ...]) -> None:
    assert sentence(dead("127.0.0.1:1", *arguments)).startswith("Error: No broker answers at 127.0.0.1:1: ")
