"""A whole deployment on this machine, each part a process that can be killed and started again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from infra.kafka.broker import Broker
from infra.kafka.ports import free_port
from tests.chaos.database import url
from tests.chaos.producer import Producer
from tests.crash.user import HEIGHTS_M
from tests.infra.served import CHECKOUT, command

BROKER: Final = "broker"
PARTITIONS: Final = 8
_ENDS_WITHIN_S: Final = 20.0


class Deployment:
    """Its parts by name: broker, database, gateway, sink, ingest, workers of the stages, producers. Nothing runs yet.

    Args:
        folder: Everything lies in it, each part's log too.
        broker: Not started.
        stages: How many workers of the stages.
        clip: What the producers send.
    """

    def __init__(self, folder: Path, broker: Broker, stages: int, clip: Path) -> None:
        self.folder = folder
        self._clip = clip
        self._broker = broker
        self._database_port = free_port()
        self._gateway_port = free_port(other_than=self._database_port)
        self._stages = stages
        self._commands: dict[str, list[str]] = {}
        self._producers = {"replay": Producer("replay", self._replay), "stream": Producer("stream", self._stream)}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._broken: list[str] = []

    @property
    def address(self) -> str:
        """Where the gateway answers."""
        return f"http://127.0.0.1:{self._gateway_port}"

    @property
    def parts(self) -> tuple[str, ...]:
        """What can be killed."""
        return BROKER, *self._commands, *self._producers

    @property
    def sent(self) -> list[str]:
        """The lossless sessions that a producer has begun."""
        return self._producers["replay"].sessions

    @property
    def filmed(self) -> list[str]:
        """The live ones."""
        return self._producers["stream"].sessions

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
                self._commands[part] if part in self._commands else self._producers[part].command,
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
        code = process.poll()
        process.kill()
        process.wait()
        if part in self._producers and not self._producers[part].has_ended(code, self._said(part)) and code is not None:
            self._broken.append(part)

    def add_worker(self) -> str:
        """Start one more worker of the stages; gives its name."""
        self._stages += 1
        part = f"stages-{self._stages}"
        self._commands[part] = self._worker()
        self.start(part)
        return part

    def stop_worker(self) -> str:
        """Tell the oldest worker of the stages to end, and wait for that; gives its name.

        Raises:
            subprocess.TimeoutExpired: it doesn't end.
        """
        part = next(part for part in self._commands if part.startswith("stages-"))
        process = self._running.pop(part)
        process.terminate()
        process.wait(_ENDS_WITHIN_S)
        del self._commands[part]
        return part

    def begin_next_sets(self) -> None:
        """Let each producer whose set is done begin another."""
        for part in self._producers:
            if self._running[part].poll() is not None:
                self.kill(part)
                self.start(part)

    def ended_by_itself(self) -> list[str]:
        """Name the parts that should run and don't, or once didn't; a producer ends when its last set is done."""
        ended = [part for part, process in self._running.items() if process.poll() is not None]
        return self._broken + [part for part in ended if part not in self._producers]

    @contextmanager
    def running(self) -> Iterator[None]:
        """Make the topics and start everything; at the end everything is killed."""
        with ExitStack() as stack:
            stack.callback(self._kill_all)
            self.start(BROKER)
            self._commands = self._made_commands()  # a broker has its address from its first start on
            self._create_topics()
            for part in (*self._commands, *self._producers):
                self.start(part)
            yield

    @property
    def broker_address(self) -> str:
        """Where the broker answers."""
        return self._broker.address

    def _create_topics(self) -> None:
        create = command("topics", "create", "--kafka", self._broker.address, "--partitions", str(PARTITIONS))
        subprocess.run(create, cwd=CHECKOUT, check=True, capture_output=True)  # noqa: S603 - our own command

    def _replay(self, session: str) -> list[str]:
        to = ("--to", f"kafka://{self._broker.address}", "--session", session)
        return command("replay", str(self._clip), *to, "--lift", "squat", "--height", str(HEIGHTS_M[0]))

    def _stream(self, session: str) -> list[str]:
        program = [sys.executable, "-m", "tests.chaos.camera", self._broker.address]
        return [*program, str(self._clip), session, str(HEIGHTS_M[0])]

    def _said(self, part: str) -> str:
        return (self.folder / f"{part}.log").read_text(encoding="utf-8", errors="replace")

    def _kill_all(self) -> None:
        for part in list(self._running):
            self.kill(part)
        self.kill(BROKER)

    def _made_commands(self) -> dict[str, list[str]]:
        on_kafka = ("--kafka", self._broker.address)
        stored = ("--database", url(self._database_port))
        data = ("--data", str(self.folder / "data"))
        return {
            "database": [sys.executable, "-m", "tests.chaos.database", str(self.database), str(self._database_port)],
            "gateway": command("gateway", *on_kafka, *stored, *data, "--port", str(self._gateway_port)),
            "sink": command("sink", *on_kafka, *stored),
            "ingest": command("worker", "ingest", *on_kafka, *data),
            **{f"stages-{number}": self._worker() for number in range(1, self._stages + 1)},
        }

    def _worker(self) -> list[str]:
        return command("worker", "detect+pose+lift+judge", "--kafka", self._broker.address)
