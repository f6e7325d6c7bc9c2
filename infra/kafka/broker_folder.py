"""A broker's folder: its parts, and the lock by which everybody knows whether a broker runs in it.

The lock is the broker's own: Java inherits it and holds it until it is gone, however it ends. So no file has to be
cleared up after a kill -9, and a process that got an old broker's number is never taken for it.
"""

import fcntl
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from infra.kafka.broker_error import BrokerError

_ROOM_BYTES: Final = 1 << 20
"""A broker with less can't even be formatted."""


@dataclass(frozen=True)
class BrokerFolder:
    """The folder's parts."""

    path: Path

    @property
    def data(self) -> Path:
        """Kafka's own: topics and the controller's log."""
        return self.path / "data"

    @property
    def log(self) -> Path:
        """What Kafka says."""
        return self.path / "broker.log"

    @property
    def lock(self) -> Path:
        """The file that is locked while a broker runs here."""
        return self.path / "lock"

    @property
    def process_file(self) -> Path:
        """The number of the process; says something only while the lock is held."""
        return self.path / "pid"

    def make(self) -> None:
        """Make the folder where it isn't there.

        Raises:
            BrokerError: it can't be made or written to.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.lock.open("ab").close()
        except OSError as error:
            raise BrokerError(f"{self.path} can't hold a broker ({error.strerror}): choose another folder") from error

    def take(self) -> BinaryIO | None:
        """Take the lock, until the file is closed here and in every process that inherited it; None: it is held."""
        lock = self.lock.open("ab")
        if _locked(lock, fcntl.LOCK_EX):
            return lock
        lock.close()
        return None

    def is_taken(self) -> bool:
        """Whether a broker runs here, or is being started."""
        if not self.lock.is_file():
            return False
        with self.lock.open("rb") as lock:
            return not _locked(lock, fcntl.LOCK_SH)

    def is_full(self) -> bool:
        """Whether the disk has no room for anything."""
        return shutil.disk_usage(self.path).free < _ROOM_BYTES

    def process(self) -> int | None:
        """Read the number of the broker's process; None where it isn't written yet."""
        try:
            return int(self.process_file.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None


def _locked(lock: BinaryIO, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
