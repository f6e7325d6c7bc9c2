"""Processes that go on say what happens, each once and with the time; nothing else says anything."""

import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from infra.cli import main
from infra.kafka.broker import Broker
from infra.logs import begin_logs
from tests.kafka_broker import start_or_skip

AWAY_S: Final = 4.0
NAMES: Final = (
    "",
    "aiokafka",
    "bus",
    "contracts",
    "gateway",
    "infra",
    "processors",
    "producers",
    "sink",
    "urllib3.connectionpool",
    "uvicorn",
    "uvicorn.error",
)
TIME: Final = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} ")


@contextmanager
def begun(command: str | None, level: str | None) -> Iterator[None]:
    """Let a command's log begin as in a process of its own; loggers are as they were before when this is left."""
    loggers = [logging.getLogger(name) for name in NAMES]
    before, handlers = [logger.level for logger in loggers], loggers[0].handlers[:]
    loggers[0].handlers.clear()
    for logger in loggers:
        logger.setLevel(logging.NOTSET)  # other tests run a server in this process, which sets its own
    try:
        begin_logs(command, level)
        yield
    finally:
        loggers[0].handlers[:] = handlers
        for logger, level_before in zip(loggers, before, strict=True):
            logger.setLevel(level_before)


def said(command: str | None, level: str | None, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is printed of a library's words and of ours."""
    severities = (logging.DEBUG, logging.INFO, logging.WARNING)
    with begun(command, level):
        for name, severity in product(
            ("uvicorn.error", "infra.stages.stage_worker", "urllib3.connectionpool"), severities
        ):
            logging.getLogger(name).log(severity, "%s of %s", logging.getLevelName(severity), name.split(".")[0])
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("command", ["worker", "gateway", "sink"])
def test_what_goes_on_says_what_happens_with_the_time(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(command, None, capsys)
    assert all(TIME.match(line) for line in lines)
    assert [TIME.sub("", line) for line in lines] == [
        "WARNING WARNING of uvicorn",
        "INFO INFO of infra",
        "WARNING WARNING of infra",
    ]


@pytest.mark.parametrize("command", ["analyze", "status", None])
def test_a_command_says_what_is_wrong_and_no_more(command: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(command, None, capsys) == ["WARNING of uvicorn", "WARNING of infra"]


@pytest.mark.parametrize(("level", "lines"), [("error", 0), ("warning", 2), ("info", 3), ("debug", 9)])
def test_the_level_can_be_set(level: str, lines: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(said("worker", level, capsys)) == lines


def test_a_message_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with begun("analyze", None):
        logging.getLogger("infra").warning("Session %s", "a\nb\x1b[2J")
    assert capsys.readouterr().err == "Session a\ufffdb\ufffd[2J\n"


def test_the_commands_that_go_on_are_commands() -> None:
    listed = CliRunner().invoke(main, ["--help"]).output
    assert all(f"\n  {name} " in listed for name in ("gateway", "sink", "worker"))


def test_a_worker_says_once_that_its_broker_is_lost_and_once_that_it_is_found(
    own_broker: Broker, tmp_path: Path
) -> None:
    start_or_skip(own_broker)
    assert CliRunner().invoke(main, ["topics", "create", "--kafka", own_broker.address]).exit_code == 0
    log = tmp_path / "worker.log"
    with worker(own_broker.address, log) as process:
        until(log, "Ready: ")
        own_broker.kill()
        time.sleep(AWAY_S)
        own_broker.start()
        until(log, "found again")
        time.sleep(AWAY_S)
        process.terminate()
        assert process.wait(30) == 0
    lines = [TIME.sub("", line) for line in log.read_text().splitlines()]
    lost, found = [line for line in lines if not line.startswith("INFO ")]
    assert "is lost; what is published waits" in lost
    assert "is found again" in found
    works, *ready = [line for line in lines if line.startswith("INFO ")]
    assert works.startswith("INFO detect+pose+lift+judge works on ")
    assert 1 <= len(ready) <= 2, "it has its partitions, and perhaps has them again"
    assert {line.split(":")[0] for line in ready} == {"INFO Ready"}


def test_a_worker_whose_broker_goes_away_before_it_has_joined_waits_for_it(own_broker: Broker, tmp_path: Path) -> None:
    start_or_skip(own_broker)
    assert CliRunner().invoke(main, ["topics", "create", "--kafka", own_broker.address]).exit_code == 0
    log = tmp_path / "worker.log"
    with worker(own_broker.address, log) as process:
        until(log, "works on")
        own_broker.kill()
        time.sleep(AWAY_S)
        own_broker.start()
        until(log, "Ready: ")
        process.terminate()
        assert process.wait(30) == 0


def worker(address: str, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from infra.cli import main; main()", "worker", "detect+pose+lift+judge"]
    environment = {name: value for name, value in os.environ.items() if name != "PERFECTFORM_LOG_LEVEL"}
    with log.open("wb") as into:
        return subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--kafka", address], env=environment, stdout=into, stderr=subprocess.STDOUT
        )


def until(log: Path, part: str, within_s: float = 60.0) -> None:
    end_s = time.monotonic() + within_s
    while part not in log.read_text():
        assert time.monotonic() < end_s, log.read_text()
        time.sleep(0.1)
