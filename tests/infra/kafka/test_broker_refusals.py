"""What keeps a broker from starting is told in one sentence that says what to do."""

import re
import shutil
import socket
from pathlib import Path

import pytest

from infra.kafka.broker import Broker, BrokerError, MissingPartError
from infra.kafka.dying_words import why
from tests.kafka_broker import start_or_skip


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, with nothing in it, and a cache without jars."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_a_port_that_is_taken(own_broker: Broker, tmp_path: Path) -> None:
    del own_broker
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(BrokerError, match=f"Port {port} is taken by another program: end that one, or choose"):
            Broker(tmp_path / "kafka", port).start()
    assert Broker(tmp_path / "kafka").process is None


def test_a_file_where_the_folder_belongs(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(BrokerError, match=rf"{path} can't hold a broker \(.*\): choose another folder"):
            Broker(path).start()


def test_data_that_is_no_brokers(broker: Broker, tmp_path: Path) -> None:
    assert broker.is_ready()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine").touch()
    with pytest.raises(BrokerError, match="holds something else than a broker's data: choose another folder"):
        Broker(tmp_path).start()
    assert (tmp_path / "data" / "mine").exists()


def test_data_of_a_newer_kafka(broker: Broker, tmp_path: Path) -> None:
    shutil.copytree(broker.log.parent, tmp_path / "kafka", ignore=shutil.ignore_patterns("server.properties"))
    (tmp_path / "kafka" / "version").write_text("4.10.0")
    with pytest.raises(BrokerError, match=r"was written by Kafka 4\.10\.0, and this is the older 4\.\d\.\d, which"):
        Broker(tmp_path / "kafka").start()


def test_data_that_kafka_itself_refuses(own_broker: Broker) -> None:
    start_or_skip(own_broker)
    own_broker.stop()
    meta = own_broker.log.parent / "data" / "meta.properties"
    meta.write_text(re.sub(r"version=\d+", "version=99", meta.read_text()))
    with pytest.raises(BrokerError, match=r"The broker ended at its start: .*; more is in .*broker\.log"):
        own_broker.start()
    assert own_broker.process is None


def test_memory_that_is_too_small(broker: Broker, tmp_path: Path) -> None:
    assert broker.is_ready()
    with pytest.raises(BrokerError, match="its memory is too small; give it more with --heap-mb"):
        Broker(tmp_path / "kafka", heap_mb=8).start()


def test_half_formatted_data_is_formatted_anew(own_broker: Broker) -> None:
    half = own_broker.log.parent / "data.part"
    half.mkdir(parents=True)
    (half / "meta.properties").write_text("")
    start_or_skip(own_broker)
    assert not half.exists()


@pytest.mark.usefixtures("programs")
def test_no_java_and_no_maven(tmp_path: Path) -> None:
    with pytest.raises(
        MissingPartError, match=r"needs Java 17 or newer and, once, Maven \(.*apt install .*\); there is no Java"
    ):
        Broker(tmp_path / "kafka").start()


def test_no_maven(programs: Path, tmp_path: Path) -> None:
    program(programs / "java", "exit 1")
    with pytest.raises(
        MissingPartError, match=r"needs Java 17 or newer and, once, Maven \(.*apt install .*\); there is no Maven"
    ):
        Broker(tmp_path / "kafka").start()


def test_no_network_for_the_jars(programs: Path, tmp_path: Path) -> None:
    program(programs / "java", "exit 1")
    program(programs / "mvn", "echo '[ERROR] Could not transfer artifact'; echo '[ERROR] more'; exit 1")
    with pytest.raises(
        MissingPartError, match=r"which takes a network, once; Maven says: Could not transfer artifact$"
    ):
        Broker(tmp_path / "kafka").start()
    assert list((tmp_path / "cache" / "perfectform" / "kafka").iterdir()) == []


def test_the_jars_are_fetched_once(programs: Path, tmp_path: Path) -> None:
    program(programs / "java", "echo 'Exception: java.lang.UnsupportedClassVersionError: x'; exit 1")
    program(programs / "mvn", f"echo >>{tmp_path}/asked; /bin/mkdir jars; : >jars/kafka-clients-4.4.0.jar")
    for _ in range(2):
        with pytest.raises(BrokerError, match="this Java is too old; a broker needs Java 17"):
            Broker(tmp_path / "kafka").start()
    assert (tmp_path / "asked").read_text() == "\n"


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("WARN fine\nERROR first\nERROR second\nmore", "ERROR first"),
        ("one\ntwo\n\n", "two"),
        ("", "it said nothing"),
        ("x\njava.net.BindException: Address already in use", "another program took one of its ports meanwhile"),
    ],
)
def test_why_a_broker_ended(said: str, cause: str) -> None:
    assert why(said) == cause
