"""A Kafka broker of this machine's own, in one folder: start, stop, ask. It outlives the process that starts it."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, Self

from infra.kafka.broker_error import BrokerError, MissingPartError
from infra.kafka.broker_folder import BrokerFolder
from infra.kafka.broker_settings import SETTINGS, chosen_ports, kept_ports, write_settings
from infra.kafka.dying_words import FULL, known_cause, why
from infra.kafka.jars import fetched_jars
from infra.kafka.java import java, kafka_command
from infra.kafka.ports import is_free
from infra.kafka.ready import is_ready
from infra.kafka.storage import prepare

__all__ = ["Broker", "BrokerError", "MissingPartError"]

HOST: Final = "127.0.0.1"
_READY_S: Final = 90.0
"""Most of it is for a broker that was killed and reads gigabytes of log again."""
_END_S: Final = 30.0
_LOOK_S: Final = 0.03
# The outer shell leaves at once, so the broker is nobody's child. The inner one becomes the broker after it has written
# its number, so there is no moment in which a broker runs and nobody knows its number, whoever is killed.
_IN_BACKGROUND: Final = """/bin/sh -c 'echo $$ >pid; exec "$@"' sh "$@" &"""


class Broker:
    """The broker of a folder; used as a context manager it runs inside.

    Several processes may hold one for the same folder: what they see is the folder's.

    Args:
        folder: its data, settings and log; made when needed.
        port: where clients reach it; 0: the folder's, else a free one.
        heap_mb: how much memory its objects may take; the process takes about 130 MB more.
    """

    def __init__(self, folder: Path, port: int = 0, heap_mb: int = 256) -> None:
        self._folder = BrokerFolder(folder.absolute())
        self._port = port
        self._heap_mb = heap_mb
        self._ports = chosen_ports(self._folder.path, port)

    @property
    def address(self) -> str:
        """Where clients reach it, the same after every restart."""
        return f"{HOST}:{self._ports.clients}"

    @property
    def process(self) -> int | None:
        """The number of its process; None where none runs."""
        return self._folder.process() if self._folder.is_taken() else None

    @property
    def log(self) -> Path:
        """The file with what it says."""
        return self._folder.log

    @property
    def known_cause(self) -> str | None:
        """Why it ended last, where that is known; on a full disk it may not even have said it."""
        return FULL if self._folder.is_full() else known_cause(self._said())

    def is_ready(self) -> bool:
        """Whether it runs and serves."""
        return self._folder.is_taken() and is_ready(HOST, self._ports.clients)

    def start(self) -> None:
        """Start it, and wait until it serves; one that runs already is left alone.

        Raises:
            MissingPartError: Java, Maven or the jars aren't there.
            BrokerError: the folder or a port can't be used, or the broker ended by itself.
        """
        self._folder.make()
        end_s = time.monotonic() + _READY_S
        while time.monotonic() < end_s:
            lock = self._folder.take()
            if lock is not None:
                self._launch(lock, end_s)
                return
            if self._found_running():
                return
            time.sleep(_LOOK_S)
        raise BrokerError(f"{self._folder.path} is in use, but its broker doesn't serve: stop it, then start again")

    def stop(self) -> None:
        """End it cleanly; it is gone then. Nothing happens where none runs.

        Raises:
            BrokerError: it doesn't end.
        """
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it without a word, as a crash does; it is gone then."""
        self._end(signal.SIGKILL)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _found_running(self) -> bool:
        """Whether another process started it meanwhile, and it serves; takes over its ports."""
        self._ports = kept_ports(self._folder.path) or self._ports
        if not self.is_ready():
            return False
        if self._port and self._port != self._ports.clients:
            raise BrokerError(f"A broker of {self._folder.path} runs already, at {self.address}: stop that one first")
        return True

    def _launch(self, lock: BinaryIO, end_s: float) -> None:
        folder = self._folder
        with lock:
            folder.process_file.unlink(missing_ok=True)
            self._take_ports()
            java()  # without it the jars are of no use, so it is missed first
            jars = fetched_jars()
            prepare(folder, jars, self._ports, lock)
            write_settings(folder.path, self._ports, data=folder.data.name)
            with suppress(FileNotFoundError):
                folder.log.replace(folder.log.with_suffix(".log.1"))
            self._run(kafka_command(jars, "kafka.Kafka", SETTINGS, heap_mb=self._heap_mb), lock, end_s)

    def _take_ports(self) -> None:
        self._ports = chosen_ports(self._folder.path, self._port)
        for port in self._ports:
            if not is_free(port):
                raise BrokerError(f"Port {port} is taken by another program: end that one, or choose another port")

    def _run(self, command: list[str], lock: BinaryIO, end_s: float) -> None:
        """Start the process, hand the lock to it, and wait until it serves; else nothing is left running."""
        try:
            with lock:
                self._run_in_background(command, lock)
            while not self.is_ready():
                self._check_on_it(end_s)
                time.sleep(_LOOK_S)
        except BaseException:
            self.kill()
            raise

    def _run_in_background(self, command: list[str], lock: BinaryIO) -> None:
        with self._folder.log.open("wb") as log:
            subprocess.run(  # noqa: S603 - our own script and arguments
                ["/bin/sh", "-c", _IN_BACKGROUND, "sh", *command],
                cwd=self._folder.path,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock.fileno(),),
                start_new_session=True,
                check=True,
            )

    def _check_on_it(self, end_s: float) -> None:
        if not self._folder.is_taken():
            cause = self.known_cause or why(self._said())
            raise BrokerError(f"The broker ended at its start: {cause}; more is in {self.log}")
        if time.monotonic() > end_s:
            raise BrokerError(f"The broker didn't serve in {_READY_S:.0f} s; more is in {self.log}")

    def _said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _end(self, how: signal.Signals) -> None:
        """Send the signal, once to a process, and wait until the lock is free."""
        told: int | None = None
        end_s = time.monotonic() + _END_S
        while self._folder.is_taken():
            process = self._folder.process()
            if process is not None and process != told:
                _signal(process, how)
                told = process
            if time.monotonic() > end_s:
                raise BrokerError(f"The broker of {self._folder.path} (process {told or 'unknown'}) doesn't end")
            time.sleep(_LOOK_S)


def _signal(process: int, how: signal.Signals) -> None:
    try:
        os.kill(process, how)
    except ProcessLookupError:
        pass  # it ended by itself
    except PermissionError as error:
        raise BrokerError(f"The broker (process {process}) is another user's, who has to end it") from error
