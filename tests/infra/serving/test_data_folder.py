"""A data folder is one process's at a time, and what a killed one was writing is cleared away."""

import subprocess
import sys
from pathlib import Path

import pytest

from infra.serving.data_folder import DataFolderError, data_folder, own_work, shared_folder

CHECKOUT = Path(__file__).resolve().parents[3]


def test_it_is_made_and_taken(tmp_path: Path) -> None:
    with data_folder(tmp_path / "new" / "data") as folder:
        assert folder.work.is_dir()
        with pytest.raises(DataFolderError, match=r"is in use by another server \(process \d+\): stop that one"):
            data_folder(folder.path).__enter__()
    with data_folder(tmp_path / "new" / "data"):
        pass


def test_what_a_killed_process_was_writing_is_cleared_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "half").write_bytes(b"x")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "whole").write_bytes(b"x")
    with data_folder(tmp_path) as folder:
        assert list(folder.work.iterdir()) == []
        assert (folder.media / "whole").exists()


def test_a_killed_process_gives_it_free(tmp_path: Path) -> None:
    script = f"""
import os, signal
from pathlib import Path
from infra.serving.data_folder import data_folder
with data_folder(Path({str(tmp_path)!r})):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, check=False)  # noqa: S603 - our own script
    assert killed.returncode == -9
    with data_folder(tmp_path):
        pass


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataFolderError, match="can't hold the data"):
        data_folder(tmp_path / "file").__enter__()


def test_of_those_that_share_a_folder_only_what_killed_ones_were_writing_is_cleared(tmp_path: Path) -> None:
    folder = shared_folder(tmp_path)
    with own_work(folder) as living:
        (living / "half.mp4").touch()
        killed = folder.work / "killed"
        killed.mkdir()
        (killed / "half.mp4").touch()
        with own_work(folder) as other:
            assert sorted(folder.work.iterdir()) == sorted([living, other])
            assert (living / "half.mp4").exists()
    assert not list(folder.work.iterdir())
