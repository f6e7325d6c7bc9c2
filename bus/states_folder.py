"""States as files of a folder, one per (stage, session, run), which outlive the process.

A file is replaced by renaming, so a process that is killed leaves a whole state. Files are not forced onto the disk
(30 times a second would be felt): after a power cut a stage may find an older state, and goes on from there only if the
bus still has the records since.
"""

import asyncio
import uuid
from pathlib import Path

from bus.folder_key import path_under


class FolderStates:
    """See `bus.states.States`. Only one process at a time saves a state, the one that owns the session's partition.

    Args:
        folder: Where the files lie; made when needed.

    Each method raises `bus.folder_key.UnsafeKeyError` for a name that can't be a file's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def load(self, stage: str, session: str, run: str) -> bytes | None:
        """See `bus.states.States`."""
        path = self._path(stage, session, run)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            return None

    async def save(self, stage: str, session: str, run: str, state: bytes) -> None:
        """See `bus.states.States`."""
        await asyncio.to_thread(_replace, self._path(stage, session, run), state)

    async def forget(self, stage: str, session: str, run: str) -> None:
        """See `bus.states.States`."""
        await asyncio.to_thread(self._path(stage, session, run).unlink, missing_ok=True)

    def _path(self, stage: str, session: str, run: str) -> Path:
        return path_under(self._folder, stage, session, f"{run}.state")


def _replace(path: Path, state: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    part.write_bytes(state)
    part.replace(path)
