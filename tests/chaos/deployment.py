"""A whole deployment on this machine, each part a process that can be killed and started again."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from infra.kafka.broker import Broker
from infra.kafka.ports import free_port
from tests.chaos.database import database_process, url
from tests.infra.served import CHECKOUT, command

BROKER: Final = "broker"
_PARTITIONS: Final = "8"


class Deployment:
    """Its parts by name: the broker, a gateway, a sink, an ingest, and workers of the stages. Nothing runs yet.

    Args:
        folder: Everything lies in it, each part's log too.
        broker: Not started.
        stages: How many workers of the stages.
    """

    def __init__(self, folder: Path, broker: Broker, stages: int) -> None:
        self.folder = folder
        self._broker = broker
        self._database_port = free_port()
        self._gateway_port = free_port(other_than=self._database_port)
        self._stages = stages
        self._commands: dict[str, list[str]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def address(self) -> str:
        """Where the gateway answers."""
        return f"http://127.0.0.1:{self._gateway_port}"

    @property
    def parts(self) -> tuple[str, ...]:
        """What can be killed."""
        return BROKER, *self._commands

    @property
    def database(self) -> Path:
        """The folder of the database."""
        return self.folder / "database"

    def start(self, part: str) -> None:
        """Start a part that doesn't run."""
        if part == BROKER:
            self._broker.start()
            return
        with (self.folder / f"{part}.log").open("ab") as log:
            self._running[part] = subprocess.Popen(  # noqa: S603 - our own command
                self._commands[part],
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PERFECTFORM_LOG_LEVEL": "info"},
            )

    def kill(self, part: str) -> None:
        """End a part without a word."""
        if part == BROKER:
            self._broker.kill()
            return
        process = self._running.pop(part)
        process.kill()
        process.wait()

    def ended_by_itself(self) -> list[str]:
        """Name the parts that should run and don't."""
        return [part for part, process in self._running.items() if process.poll() is not None]

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start everything, with topics and a database that is never killed; at the end everything is killed."""
        with ExitStack() as stack:
            stack.callback(self._kill_all)
            self.start(BROKER)
            self._commands = self._made_commands()  # a broker has its address from its first start on
            self._create_topics()
            stack.enter_context(database_process(self.database, self._database_port))
            for part in self._commands:
                self.start(part)
            yield

    def _create_topics(self) -> None:
        create = command("topics", "create", "--kafka", self._broker.address, "--partitions", _PARTITIONS)
        subprocess.run(create, cwd=CHECKOUT, check=True, capture_output=True)  # noqa: S603 - our own command

    def _kill_all(self) -> None:
        for part in list(self._running):
            self.kill(part)
        self.kill(BROKER)

    def _made_commands(self) -> dict[str, list[str]]:
        on_kafka = ("--kafka", self._broker.address)
        stored = ("--database", url(self._database_port))
        data = ("--data", str(self.folder / "data"))
        return {
            "gateway": command("gateway", *on_kafka, *stored, *data, "--port", str(self._gateway_port)),
            "sink": command("sink", *on_kafka, *stored),
            "ingest": command("worker", "ingest", *on_kafka, *data),
            **{
                f"stages-{number}": command("worker", "detect+pose+lift+judge", *on_kafka)
                for number in range(1, self._stages + 1)
            },
        }
