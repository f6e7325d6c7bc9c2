"""A run on one screen, whatever is on the topics."""

import io

import pytest
from msgspec.structs import replace
from rich.console import Console

from contracts.topics import TOPICS
from infra.status.heard import Heard
from infra.status.screen import screen
from infra.status.status import Behind, DeadLetters, Status, TopicStatus
from infra.status.words import age, rate, took
from tests.infra.status.records import NOW_S, form_record, letter_record, session_record


def status(heard: Heard) -> Status:
    return Status(
        kafka="127.0.0.1:9092",
        at=NOW_S + 90,
        sessions=heard.all_sessions(),
        topics=tuple(_topic(topic.name) for topic in TOPICS),
        behind=(Behind(group="detect+pose+lift+judge", topic="frames", records=1204),),
        drops=heard.drops(),
        dead_letters=DeadLetters(count=len(heard.letters.newest()), newest=heard.letters.newest()),
        latency=heard.latency(),
    )


def _topic(name: str) -> TopicStatus:
    return TopicStatus(topic=name, is_there=True, records=1234567, records_per_second=1900.4, unreadable=3)


def crowd(sessions: int, name: str = "squat.mp4") -> Heard:
    heard = Heard()
    for number in range(sessions):
        made_at = NOW_S - number
        heard.hear(session_record(f"session-{number:04}", name=name, delivery="live", created_at=made_at))
        heard.hear(form_record(123_456, f"session-{number:04}", dropped=number % 2 == 0))
    for offset in range(9):
        heard.hear(letter_record(offset, reason=name))
    return heard


def drawn(status: Status, width: int = 80, height: int | None = None, away: str = "") -> list[str]:
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    with console.capture() as captured:
        console.print(screen(status, height, away))
    return captured.get().splitlines()


@pytest.mark.parametrize("name", ["squat.mp4", "x" * 300, "[bold]a[/bold]\x1b[2J\n"])
@pytest.mark.parametrize("sessions", [0, 1, 1000])
def test_it_fits_80_characters(sessions: int, name: str) -> None:
    lines = drawn(status(crowd(sessions, name)))
    assert max(map(len, lines)) <= 80
    assert not any("\x1b[2J" in line for line in lines)
    text = "\n".join(lines)
    for part in ("detect+pose+lift+judge 1,204", "1,234,567", "1,900", "Dead letters", "Drops", "Latency"):
        assert part in text


@pytest.mark.parametrize("height", [24, 30, 50])
def test_it_fits_a_terminal(height: int) -> None:
    assert len(drawn(status(crowd(1000)), height=height)) <= height


def test_of_many_sessions_the_newest_are_shown_and_the_rest_counted() -> None:
    lines = drawn(status(crowd(1000)))
    assert "1,000 running" in lines[1]
    assert [line[:12] for line in lines[3:13]] == [f"session-{number:04}" for number in range(10)]
    assert "and 990 more that run" in lines[13]


def test_a_session_is_one_row() -> None:
    row = next(line for line in drawn(status(crowd(1))) if line.startswith("session-0000"))
    assert row.split() == ["session-0000", "squat.mp4", "live", "123,457", "1", "2", "min"]


def test_a_run_in_which_nothing_happens() -> None:
    text = "\n".join(drawn(replace(status(Heard()), behind=())))
    for part in ("none yet", "no frame was answered yet", "no live frames lately", "nobody has read it yet"):
        assert part in text


def test_a_broker_that_has_gone_is_said_above_what_was() -> None:
    assert drawn(status(crowd(1)), away="at HOST is away")[0].strip() == "Kafka  at HOST is away"


def test_times_in_words() -> None:
    ages = [age(NOW_S - passed_s, NOW_S) for passed_s in (-5, 0.4, 59, 61, 7300, 200_000)]
    assert ages == ["now", "now", "59 s", "1 min", "2 h", "2 d"]
    assert [age(at_s, NOW_S) for at_s in (0.0, float("nan"), float("inf"))] == ["", "", ""]
    assert [took(seconds) for seconds in (0.0123, 1.5, -0.002)] == ["12.3 ms", "1.5 s", "-2.0 ms"]
    assert [rate(per_second) for per_second in (None, 0.0, 0.25, 29.97, 1900.0)] == ["", "0", "0.2", "30", "1,900"]
