"""How many bytes may still be stored: what the disk has left, and what a quota leaves of a folder."""

import asyncio
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

KEPT_FREE_BYTES: Final = 1 << 30
"""Of the disk: for the database, the overlays, and everybody else."""


async def free_bytes(folder: Path, quota_bytes: int | None) -> int:
    """Count what may be stored in a folder, bytes; not below 0.

    Args:
        folder: with what is stored already.
        quota_bytes: how much the folder may hold; None: what fits on the disk.
    """
    return await asyncio.to_thread(_free_bytes, folder, quota_bytes)


def _free_bytes(folder: Path, quota_bytes: int | None) -> int:
    left = shutil.disk_usage(folder).free - KEPT_FREE_BYTES
    if quota_bytes is not None:
        left = min(left, quota_bytes - _size(folder))
    return max(0, left)


def _size(folder: Path) -> int:
    total = 0
    for within, _, names in os.walk(folder):  # passes over what is deleted meanwhile, as a database does all the time
        for name in names:
            with suppress(FileNotFoundError):
                total += os.lstat(os.path.join(within, name)).st_size  # noqa: PTH118 - what the walk gives
    return total
