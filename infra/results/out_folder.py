"""Puts finished files into a folder together: until all are whole, the folder is as it was."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class OutputError(ValueError):
    """Results can't be written; the message is one sentence that says where and why."""


@contextmanager
def out_folder(goal: Path) -> Iterator[Path]:
    """Give an empty folder to write into; on leaving, its files replace those of the same name in `goal`.

    After an exception nothing has changed: no file, and no folder that wasn't there.

    Args:
        goal: a folder, made when needed.

    Raises:
        OutputError: the folder can't be made or written to, or the disk is full; also for such an error inside.
    """
    made = _missing(goal)
    work: Path | None = None
    try:
        goal.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".perfectform-", dir=goal))
        yield work
        _move(work, goal)
        made = []
    except OSError as error:
        raise OutputError(_why(goal, error)) from error
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
        _remove_empty(made)


def folders_of(videos: Sequence[Path], out: Path) -> dict[Path, Path]:
    """Give each video its folder.

    Raises:
        OutputError: two videos would get the same, or a result would replace its video.
    """
    folders = {video: out / video.stem if len(videos) > 1 else out for video in videos}
    if len(set(folders.values())) < len(videos):
        raise OutputError("Two of the videos have the same name: analyse them into different folders")
    for video, folder in folders.items():
        if video.resolve() == (folder / "overlay.mp4").resolve():
            raise OutputError(f"{video} would be replaced by its own overlay: choose another folder")
    return folders


def _missing(goal: Path) -> list[Path]:
    """List the folders that have to be made, the outermost first."""
    return [folder for folder in reversed((goal, *goal.parents)) if not folder.exists()]


def _remove_empty(folders: list[Path]) -> None:
    for folder in reversed(folders):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _move(work: Path, goal: Path) -> None:
    files = sorted(work.iterdir())
    for file in files:
        if (goal / file.name).is_dir():
            raise IsADirectoryError(f"{file.name} is a folder there")
    for file in files:
        file.replace(goal / file.name)


def _why(goal: Path, error: OSError) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{goal} can't be a folder for the results, since a file of that name is in the way: choose another"
    reason = error.strerror or str(error)
    return f"The results can't be written to {goal} ({reason}): make room, or choose another folder"
