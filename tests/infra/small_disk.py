"""A disk of a test's own, which is full whenever the test says so."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    """A file system in memory that can be made as small as what lies on it.

    Args:
        folder: Where it is mounted.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, left_bytes: int = 0) -> None:
        """Leave room for so much only."""
        self._resize(shutil.disk_usage(self.folder).used + left_bytes)

    def empty(self) -> None:
        """Give all its room back."""
        self._resize(3 << 30)

    def _resize(self, size: int) -> None:
        _mount("-o", f"remount,size={size}", self.folder)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount one; without the right to, the test is skipped."""
    folder.mkdir(parents=True)
    if os.geteuid() != 0 or not _mount("-t", "tmpfs", "-o", f"size={3 << 30}", "none", folder):
        pytest.skip("a disk can't be mounted here")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607 - the system's own


def _mount(*arguments: str | Path) -> bool:
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0  # noqa: S603, S607 - the system's own
