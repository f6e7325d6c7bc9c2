"""`perfectform worker` as a process: it says when it is ready, tells so over HTTP, and ends in good order."""

import asyncio
import re
import signal
import subprocess

from click.testing import CliRunner

from infra.cli import main
from infra.kafka.broker import Broker
from infra.kafka.topic_upkeep import keep_topics
from tests.infra.served import CHECKOUT, LIMIT_S, command
from tests.infra.workers.test_standing import ask


def test_it_is_ready_and_ends_when_told(broker: Broker) -> None:
    asyncio.run(keep_topics(broker.address))
    program = command("worker", "lift+judge", "--kafka", broker.address, "--health", "127.0.0.1:0")
    with subprocess.Popen(program, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True) as worker:  # noqa: S603 - our own command
        assert worker.stderr is not None
        said = list[str]()
        for line in worker.stderr:
            said.append(line)
            if "Ready: lift+judge holds partitions" in line:
                break
        port = int(re.findall(r"told at port (\d+)", "".join(said))[0])
        status, told = asyncio.run(ask(port, "GET /readyz HTTP/1.1"))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(LIMIT_S) == 0
    assert (status, told["cut"], told["ready"]) == (200, "lift+judge", True)
    assert len(told["partitions"]) == 8


def test_where_nobody_can_listen_is_said() -> None:
    refused = CliRunner().invoke(main, ["worker", "lift+judge", "--health", "nowhere", "--kafka", "127.0.0.1:1"])
    assert refused.exit_code == 2
    assert "Nobody can listen at 'nowhere'" in refused.stderr


def test_a_cut_that_is_none() -> None:
    refused = CliRunner().invoke(main, ["worker", "lift+detect"])
    assert refused.exit_code == 2
    assert "'lift+detect' is not one of" in refused.stderr
