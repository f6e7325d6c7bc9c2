"""Where a server keeps what it has: one folder, of one process at a time."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final
from uuid import uuid4

_LOCK: Final = "lock"


class DataFolderError(ValueError):
    """The folder can't be used; one sentence."""


@dataclass(frozen=True)
class DataFolder:
    """The folder's parts."""

    path: Path

    @property
    def bus(self) -> Path:
        """What every session is: the journals of the compacted topics."""
        return self.path / "bus"

    @property
    def media(self) -> Path:
        """Uploads and rendered videos."""
        return self.path / "media"

    @property
    def database(self) -> Path:
        """What the stages answered."""
        return self.path / "database"

    @property
    def work(self) -> Path:
        """What is being written; empty when nothing runs."""
        return self.path / "work"


@contextmanager
def data_folder(path: Path) -> Iterator[DataFolder]:
    """Take a folder for this process; made when needed, and cleared of what a killed process was writing.

    Raises:
        DataFolderError: it can't be made or written to, or another process has it.
    """
    with locked(path):
        with usable(path):
            folder = _cleared(DataFolder(path))
        yield folder


@contextmanager
def locked(path: Path) -> Iterator[FileIO]:
    """Take a folder for this process and those that inherit the file; made when needed.

    Raises:
        DataFolderError: it can't be made or written to, or another process has it.
    """
    with ExitStack() as stack:
        with usable(path):
            lock = stack.enter_context((path / _LOCK).open("a+b", buffering=0))
            _take(lock, path)
        yield lock


def owner_of(path: Path) -> int | None:
    """Read which process took a folder last; None: it isn't known."""
    try:
        return int((path / _LOCK).read_bytes())
    except (OSError, ValueError):
        return None


def shared_folder(path: Path) -> DataFolder:
    """Give a folder that several processes share; made when needed.

    Raises:
        DataFolderError: it can't be made.
    """
    with usable(path):
        return DataFolder(path)


@contextmanager
def own_work(folder: DataFolder) -> Iterator[Path]:
    """Give one of the processes that share a folder a place for what it is writing, and clear those of killed ones.

    Raises:
        DataFolderError: it can't be made.
    """
    with ExitStack() as stack:
        with usable(folder.work), _alone_in(folder.work):
            for left in folder.work.iterdir():
                with suppress(DataFolderError), locked(left):
                    shutil.rmtree(left, ignore_errors=True)
            own = folder.work / uuid4().hex
            stack.enter_context(locked(own))
        stack.callback(shutil.rmtree, own, ignore_errors=True)
        yield own


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Make a folder, and say in a sentence what the system refuses in it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        reason = f"{path} can't hold the data ({error.strerror}): make room, or choose another with --data"
        raise DataFolderError(reason) from error


@contextmanager
def _alone_in(path: Path) -> Iterator[None]:
    """Wait until no other process is in here."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _cleared(folder: DataFolder) -> DataFolder:
    """Throw away what a killed process was writing; an ffmpeg that outlives it may be writing still."""
    shutil.rmtree(folder.work, ignore_errors=True)
    folder.work.mkdir(exist_ok=True)
    return folder


def _take(lock: FileIO, path: Path) -> None:
    """Lock a file until it is closed or this process ends, however it ends, and write in it whose it is."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        owner = lock.read().decode(errors="replace").strip() or "unknown"
        raise DataFolderError(
            f"{path} is in use by another server (process {owner}): stop that one, or choose another folder with --data"
        ) from error
    lock.truncate(0)
    lock.write(str(os.getpid()).encode())
