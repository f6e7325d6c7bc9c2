"""The folder of a run: of one run at a time, and its own until the last of its processes is gone."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Final

from infra.serving.data_folder import DataFolderError, locked, owner_of

_LEFT_OVER_S: Final = 30.0
_LOOK_S: Final = 0.2


@contextmanager
def own_folder(path: Path, waits: Callable[[], None]) -> Iterator[FileIO]:
    """Take the folder, and give the file that keeps it taken in every process that inherits it; made when needed.

    What a killed run has left in it ends by itself soon, and is waited for.

    Args:
        path: the folder.
        waits: is called when there is something to wait for.

    Raises:
        DataFolderError: it can't be used, or another run has it.
    """
    if _is_left_over(path):
        waits()
    end_s = time.monotonic() + _LEFT_OVER_S
    while _is_left_over(path) and time.monotonic() < end_s:
        time.sleep(_LOOK_S)
    with locked(path) as lock:
        yield lock


def _is_left_over(path: Path) -> bool:
    """Whether it is taken, and by nobody who lives."""
    try:
        with locked(path):
            return False
    except DataFolderError:
        owner = owner_of(path)
        return owner is not None and not _lives(owner)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
