"""A broker is started once, found again, and comes back after whatever ended it or whoever started it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.kafka.broker import Broker, BrokerError
from tests.kafka_broker import start_or_skip

CHECKOUT = Path(__file__).resolve().parents[3]
BACK_AGAIN_S = 30.0
"""It takes 4 s on an idle machine, so this is for a busy one."""
START = "import sys; from pathlib import Path; from infra.kafka.broker import Broker; Broker(Path(sys.argv[1])).start()"


def folder_of(broker: Broker) -> Path:
    return broker.log.parent


def test_a_second_start_finds_the_first(broker: Broker) -> None:
    process = broker.process
    broker.start()
    again = Broker(folder_of(broker))
    again.start()
    assert (again.address, again.process) == (broker.address, process)


def test_one_that_runs_does_not_move_to_another_port(broker: Broker) -> None:
    with pytest.raises(BrokerError, match=f"runs already, at {broker.address}: stop that one first"):
        Broker(folder_of(broker), port=1).start()


def test_only_this_machine_reaches_it(broker: Broker) -> None:
    port = int(broker.address.rpartition(":")[2])
    assert broker.address == f"127.0.0.1:{port}"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", port), timeout=1)


def test_a_killed_one_comes_back_at_its_address(own_broker: Broker) -> None:
    start_or_skip(own_broker)
    address, process = own_broker.address, own_broker.process
    assert process is not None
    os.kill(process, signal.SIGKILL)
    began_s = time.monotonic()
    while own_broker.process is not None:
        time.sleep(0.01)
    again = Broker(folder_of(own_broker))
    again.start()
    assert time.monotonic() - began_s < BACK_AGAIN_S
    assert again.address == own_broker.address == address
    assert again.process != process
    again.stop()
    assert not own_broker.is_ready()


def test_it_moves_to_another_port_between_two_runs(own_broker: Broker) -> None:
    start_or_skip(own_broker)
    own_broker.stop()
    port = int(own_broker.address.rpartition(":")[2]) + 1
    with Broker(folder_of(own_broker), port) as moved:
        assert moved.address == f"127.0.0.1:{port}"
        assert moved.is_ready()


@pytest.mark.parametrize(
    "written", ["format.properties", "broker.log"], ids=["while it formats", "while the broker begins"]
)
def test_a_start_that_was_killed_is_followed_by_one_that_works(
    broker: Broker, own_broker: Broker, written: str
) -> None:
    assert broker.is_ready()  # Java and the jars are there
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", START, str(folder_of(own_broker))], cwd=CHECKOUT
    ) as starting:
        while not (folder_of(own_broker) / written).exists():
            assert starting.poll() is None
            time.sleep(0.01)
        starting.kill()
    own_broker.start()
    assert own_broker.is_ready()
    assert own_broker.process is not None


def test_two_starts_at_once_are_one_broker(broker: Broker, own_broker: Broker) -> None:
    assert broker.is_ready()
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", START, str(folder_of(own_broker))], cwd=CHECKOUT
    ) as other:
        own_broker.start()
        assert other.wait(60) == 0
    other_address = Broker(folder_of(own_broker)).address
    assert own_broker.is_ready()
    assert own_broker.address == other_address


def test_an_old_number_is_never_taken_for_a_broker(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as bystander:  # noqa: S607 - any program
        (tmp_path / "lock").touch()
        (tmp_path / "pid").write_text(str(bystander.pid))
        one = Broker(tmp_path)
        assert one.process is None
        one.stop()
        one.kill()
        assert bystander.poll() is None
        bystander.kill()


def test_what_never_started_can_be_asked_and_stopped(tmp_path: Path) -> None:
    one = Broker(tmp_path / "none", port=12345)
    one.stop()
    assert (one.address, one.process, one.is_ready()) == ("127.0.0.1:12345", None, False)
    assert not (tmp_path / "none").exists()
