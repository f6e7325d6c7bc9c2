"""`perfectform broker` starts, finds and ends a broker, and says where it is."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from infra.cli import main
from infra.kafka.broker import Broker
from tests.infra.served import command


def broker_command(*arguments: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, ["broker", *map(str, arguments)], env=env)


def test_it_is_found_started_ended_and_missed(broker: Broker, own_broker: Broker) -> None:
    assert broker.is_ready()
    folder = own_broker.log.parent
    started = broker_command("start", "--data", folder, "--port", "0", "--heap-mb", "128")
    assert started.exit_code == 0, started.stderr
    where = f"at {Broker(folder).address} (process {Broker(folder).process}, {folder})"
    assert started.stdout == f"A broker runs {where}\n"
    assert broker_command("start", "--data", folder).stdout == f"A broker runs already {where}\n"
    found = broker_command("status", "--data", folder)
    assert (found.exit_code, found.stdout) == (0, f"A broker runs {where}\n")
    ended = broker_command("stop", "--data", folder)
    assert (ended.exit_code, ended.stdout) == (0, f"The broker at {Broker(folder).address} is stopped\n")
    missed = broker_command("status", "--data", folder)
    assert (missed.exit_code, missed.stdout) == (1, f"No broker runs in {folder}\n")
    assert broker_command("stop", "--data", folder).stdout == f"No broker runs in {folder}\n"


def test_one_that_hangs_is_told(own_broker: Broker, broker: Broker) -> None:
    assert broker.is_ready()
    own_broker.start()
    process = own_broker.process
    assert process is not None
    os.kill(process, signal.SIGSTOP)
    while own_broker.is_ready():  # its threads stop one after another
        time.sleep(0.01)
    told = broker_command("status", "--data", own_broker.log.parent)
    assert told.exit_code == 1
    assert f"(process {process}) doesn't serve" in told.stdout


def test_an_interrupted_start_leaves_nothing_running(own_broker: Broker, broker: Broker) -> None:
    assert broker.is_ready()
    folder = own_broker.log.parent
    with subprocess.Popen(  # noqa: S603 - our own command
        command("broker", "start", "--data", str(folder), "--port", "0"), stderr=subprocess.PIPE, text=True
    ) as starting:
        while own_broker.process is None:
            assert starting.poll() is None
        starting.send_signal(signal.SIGINT)
        _, said = starting.communicate(timeout=30)
    assert starting.returncode == 130, said
    assert own_broker.process is None


def test_without_java_it_is_one_sentence(tmp_path: Path) -> None:
    env = {"PATH": str(tmp_path), "JAVA_HOME": ""}
    refused = broker_command("start", "--data", tmp_path / "kafka", "--port", "0", env=env)
    assert refused.exit_code == 2
    (line,) = refused.stderr.splitlines()
    assert line.startswith("Error: A broker needs Java 17 or newer")


def test_its_folder_lies_in_the_data_folder(tmp_path: Path) -> None:
    told = broker_command("status", env={"PERFECTFORM_DATA": str(tmp_path)})
    assert told.stdout == f"No broker runs in {tmp_path / 'kafka'}\n"


@pytest.mark.parametrize("arguments", [["start", "--port", "70000"], ["start", "--heap-mb", "8"], ["begin"]])
def test_what_cannot_be_is_bad_input(arguments: list[str]) -> None:
    assert broker_command(*arguments).exit_code == 2
