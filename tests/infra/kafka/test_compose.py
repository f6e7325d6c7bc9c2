"""compose.yaml runs the Kafka that the tests run, with its settings; what it takes from Docker isn't seen here."""

import os
import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.kafka.broker import Broker
from infra.kafka.jars import fetched_jars
from infra.kafka.java import kafka_command

PACKAGE = files("infra.kafka")
COMPOSE: dict[str, Any] = yaml.safe_load(PACKAGE.joinpath("compose.yaml").read_text())
KAFKA: dict[str, Any] = COMPOSE["services"]["kafka"]
OF_THE_IMAGE = {"KAFKA_HEAP_OPTS", "KAFKA_LOG4J_ROOT_LOGLEVEL"}
OF_THE_PLACE = {"listeners", "advertised.listeners", "listener.security.protocol.map", "log.dirs"} | {
    "controller.quorum.voters",
    "controller.quorum.bootstrap.servers",
}
"""What a container's network and folders decide; its image knows static voters only."""

_LOGGING = "Configuration: {Loggers: {Root: {level: INFO, AppenderRef: []}, Logger: []}}\n"
"""In place of the image's own."""


def properties(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_its_kafka_is_set_as_ours() -> None:
    ours = properties(PACKAGE.joinpath("server.properties").read_text())
    theirs = {
        name.removeprefix("KAFKA_").lower().replace("_", "."): value
        for name, value in KAFKA["environment"].items()
        if name.startswith("KAFKA_") and name not in OF_THE_IMAGE
    }
    assert {name: value for name, value in theirs.items() if name not in OF_THE_PLACE} == {
        name: value for name, value in ours.items() if name not in OF_THE_PLACE
    }


def test_its_kafka_is_of_our_version() -> None:
    ours = re.search(r"<kafka.version>(.*)</kafka.version>", PACKAGE.joinpath("pom.xml").read_text())
    assert ours is not None
    assert KAFKA["image"] == f"apache/kafka:{ours[1]}"


@pytest.mark.parametrize("service", COMPOSE["services"].values(), ids=COMPOSE["services"])
def test_a_service_is_watched_keeps_its_data_and_is_reached_from_this_machine_only(service: dict[str, Any]) -> None:
    assert service["healthcheck"]["test"][0] == "CMD"
    assert {volume.split(":")[0] for volume in service["volumes"]} <= set(COMPOSE["volumes"])
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_the_images_own_program_accepts_the_settings(broker: Broker, tmp_path: Path) -> None:
    assert broker.is_ready()
    folders = [
        arg for name in ("default", "mounted", "final") for arg in (f"--{name}-configs-dir", str(tmp_path / name))
    ]
    for folder in folders[1::2]:
        Path(folder).mkdir()
    for name in ("log4j2.yaml", "tools-log4j2.yaml"):
        (tmp_path / "default" / name).write_text(_LOGGING)
    told = KAFKA["environment"] | {"KAFKA_LOG_DIRS": str(tmp_path / "data")}
    ran = subprocess.run(  # noqa: S603 - Kafka's own program
        kafka_command(fetched_jars(), "kafka.docker.KafkaDockerWrapper", "setup", *folders, heap_mb=64),
        cwd=tmp_path,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (tmp_path / "data" / "meta.properties").is_file()
    written = properties((tmp_path / "final" / "server.properties").read_text())
    assert written["group.initial.rebalance.delay.ms"] == "0"
    assert written["advertised.listeners"] == KAFKA["environment"]["KAFKA_ADVERTISED_LISTENERS"]
