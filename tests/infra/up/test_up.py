"""A whole run comes up by one command, survives what dies, and leaves nothing behind however it ends."""

import asyncio
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from bus.kafka import KafkaBus
from contracts.topics import TOPICS
from infra.cli import main
from infra.kafka.broker import Broker
from infra.kafka.ports import free_port
from infra.serving.data_folder import locked
from tests.chaos.database import database_process, url
from tests.infra.served import CHECKOUT, LIMIT_S, command
from tests.infra.up.brought_up import brought_up, processes_of
from tests.kafka_broker import start_or_skip

_LINE: Final = re.compile(r"^(up|broker|gateway|ingest|sink|stages-\d) +\| \S")
_SECONDS: Final = 30.0


def test_whatever_dies_is_started_again_and_no_set_is_lost(tmp_path: Path, squat: Path) -> None:
    with brought_up(tmp_path, "--workers", "2") as run:
        folder = tmp_path / "up"
        assert "| broker ready at 127.0.0.1:" in run.said
        session = run.upload(squat)
        parts = processes_of(folder)
        assert sorted(words[0] for words in parts.values()) == ["broker", "gateway", "worker", "worker", "worker"]
        for process, words in parts.items():
            if words[0] == "gateway" or words[1] == "ingest":
                os.kill(process, signal.SIGKILL)
        Broker(folder / "kafka").kill()
        run.until_said(r"gateway +\| died \(SIGKILL\) after \d+ s; starts again in 0.5 s")
        run.until_said(r"broker +\| ended with exit code 2 after \d+ s; starts again in 0.5 s")
        run.until_said("Perfect Form is at", times=2)
        assert run.until(session, "done", "failed")["state"] == "done"
        address = Broker(folder / "kafka").address
        asyncio.run(publish_garbage(address, session))
        assert dead(address, "retry", session).endswith(f"`perfectform watch {session}` follows it\n")
        run.until(session, "uploaded", "queued", "running")
        assert run.until(session, "done", "failed")["state"] == "done"
        assert "the record has no header 'perfectform'" in dead(address, "list")
        second = subprocess.run(  # noqa: S603 - our own command
            command("up", "--data", str(tmp_path)), cwd=CHECKOUT, capture_output=True, text=True, check=False
        )
        assert (second.returncode, second.stdout) == (2, "")
        assert f"Error: {folder} is in use by another server (process {run.process.pid})" in second.stderr
        began_s = time.monotonic()
        assert run.end() == 0
        assert time.monotonic() - began_s < _SECONDS
    assert [line for line in run.said.splitlines() if not _LINE.match(line)] == []
    assert run.said.splitlines()[-1].endswith("| All has ended.")
    nothing_is_left(folder)


def test_killed_itself_it_leaves_nothing_running_and_comes_up_again(tmp_path: Path) -> None:
    folder = tmp_path / "up"
    with brought_up(tmp_path, "--workers", "1") as run:
        run.kill()
    with brought_up(tmp_path, "--workers", "1") as again:
        assert "in use by another server" not in again.said  # what is still ending is waited for
        assert len(processes_of(folder)) == 4
        for _ in range(2):
            again.process.send_signal(signal.SIGINT)
            again.until_said("Ending")
        assert again.process.wait(LIMIT_S) == 130
    nothing_is_left(folder)


def test_with_servers_that_run_already(tmp_path: Path, own_broker: Broker) -> None:
    start_or_skip(own_broker)
    port = free_port()
    with database_process(tmp_path / "database", port):
        with brought_up(tmp_path, "--workers", "1", "--kafka", own_broker.address, "--database", url(port)) as run:
            assert "is stored in" in run.said
            assert run.ask("GET", "/readyz")
            assert run.end() == 0
        assert "broker " not in run.said
    assert own_broker.is_ready()


def dead(address: str, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["dead", *arguments, "--kafka", address])
    assert done.exit_code == 0, done.stderr
    return done.stdout


async def publish_garbage(address: str, session: str) -> None:
    bus = await KafkaBus.open(address, TOPICS)
    try:
        await bus.publish("frames", session, b"garbage")
    finally:
        await bus.close()


def nothing_is_left(folder: Path) -> None:
    assert processes_of(folder) == {}
    assert Broker(folder / "kafka").process is None
    with locked(folder):
        pass
