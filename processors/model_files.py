"""The files of models that aren't bundled: which there are, where they lie, whether they are what they should be.

A `models.toml` in the folder of the files replaces entries of ours, or adds to them: for weights of one's own.
"""

import difflib
import hashlib
import importlib
import os
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

FOLDER_SETTING = "PERFECTFORM_MODELS"
"""Environment variable that says where model files are kept."""
NO_WEIGHTS: Final = "00000000"
"""Stands for weights where a backend has none."""
_OWN: Final = "models.toml"
"""The folder's own manifest."""


class ModelFileError(ValueError):
    """A model's file is unknown, missing, damaged, or can't be fetched."""


class ModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a manifest `models.toml`; without `wheel` and `url` somebody has to bring the file."""

    family: str
    """The folder of the backends that use it, e.g. `pose2d`."""
    file: str
    """Its name in the cache; may be a folder."""
    licence: str
    """SPDX."""
    sha256: str
    """Hexadecimal; or only its first 8 digits, where the published name tells no more. Of a folder: see `digest`."""
    size: int | None = None
    """Bytes; None: not told."""
    wheel: str = ""
    """The requirement on the package registry whose wheel holds it, e.g. `mediapipe==0.10.21`."""
    url: str = ""
    """Where it, or a ZIP that holds it, is published."""
    member: str = ""
    """Its path inside the wheel; inside a ZIP the end of its path."""
    name: str = ""
    """As the manifest has it; what a backend describes itself has none."""

    @property
    def origin(self) -> str:
        """Where it comes from, in words."""
        if self.wheel:
            return f"the wheel of {self.wheel} on the package registry"
        return self.url or "somebody who has it"


@cache
def bundled() -> dict[str, ModelFile]:
    """The files of our own manifest by name."""
    return _read(files("processors").joinpath("models.toml").read_text(encoding="utf-8"))


def manifest(folder: Path | None = None) -> dict[str, ModelFile]:
    """All model files by name: ours, and those that the folder's own manifest tells instead or besides.

    Raises:
        ModelFileError: the folder's manifest can't be read.
    """
    own = cache_folder(folder) / _OWN
    try:
        return bundled() | (_read(own.read_text(encoding="utf-8")) if own.is_file() else {})
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelFileError(f"{own} can't be read: {error}; correct it or take it away") from error


def _read(text: str) -> dict[str, ModelFile]:
    entries = msgspec.convert(tomllib.loads(text), dict[str, ModelFile])
    return {name: replace(entry, name=name) for name, entry in entries.items()}


def entry_of(name: str | ModelFile, folder: Path | None = None) -> ModelFile:
    """The manifest's entry of a name; what is an entry already stays one.

    Raises:
        ModelFileError: there is none; says which name may be meant.
    """
    if isinstance(name, ModelFile):
        return name
    known = manifest(folder)
    try:
        return known[name]
    except KeyError:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0)
        raise ModelFileError(f"no model file is called {name!r}: did you mean {near[0]!r}?") from None


def cache_folder(folder: Path | None = None) -> Path:
    """Where model files are kept: `folder` if given, else PERFECTFORM_MODELS, else the user's cache."""
    if folder is not None:
        return folder
    if setting := os.environ.get(FOLDER_SETTING):
        return Path(setting)
    from platformdirs import user_cache_path

    return user_cache_path("perfectform") / "models"


def path_of(name: str | ModelFile, folder: Path | None = None) -> Path:
    """The file of a model, checked; a process reads it for the check only once.

    Args:
        name: as in the manifest, or an entry.
        folder: where the files are kept; see `cache_folder`.

    Raises:
        ModelFileError: it is unknown, missing, or not what the manifest says.
    """
    entry = entry_of(name, folder)
    path = cache_folder(folder) / entry.file
    if not path.exists():
        raise ModelFileError(f"{entry.file} is missing: {how_to_get(entry, path.parent)}")
    _check_once(path, entry)
    return path


def check(path: Path, entry: ModelFile) -> None:
    """Raise ModelFileError if the file's content is not the one that the manifest's entry asks for."""
    found = digest(path)
    if not found.startswith(entry.sha256):
        raise ModelFileError(
            f"{entry.file} is not the file it should be (sha256 {found[:8]}..., expected {entry.sha256[:8]}...): "
            f"{how_to_get(entry, path.parent)}"
        )


def digest(path: Path) -> str:
    """The sha256 of a file, or of a folder: of what `sha256sum *` prints in it."""
    if not path.is_dir():
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    lines = [f"{digest(inner)}  {inner.name}\n" for inner in sorted(path.iterdir()) if inner.is_file()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def how_to_get(entry: ModelFile, folder: Path) -> str:
    """The half sentence that tells what to do about a file: where it comes from, where it goes, and the command."""
    if entry.wheel or entry.url:
        command = f"perfectform models fetch {entry.name or 'MODEL'}"
        return f"`{command}` takes it from {entry.origin} and puts it into {folder}"
    return f"it can't be fetched: get it from {entry.origin}, and put it into {folder}"


def identity(backend: str) -> str:
    """Say which weights and which code a backend runs, as runs are told apart by: `name@<weights>.<revision>`.

    Args:
        backend: its module, e.g. `processors.pose2d.blazepose`; see `processors.backend.Declared`.

    Returns:
        E.g. `blazepose@9ba9dd29.1`; the weights' sha256 is the manifest's, which `path_of` holds every file to; zeros:
        it has none.
    """
    module = importlib.import_module(backend)
    weights = entry_of(module.MODEL_FILE).sha256[:8] if hasattr(module, "MODEL_FILE") else NO_WEIGHTS
    if hasattr(module, "weights_sha256"):  # they come with the code
        weights = module.weights_sha256()[:8]
    return f"{backend.rpartition('.')[2]}@{weights}.{module.REVISION}"


@cache
def _check_once(path: Path, entry: ModelFile) -> None:
    """Check a file the first time that this process asks for it."""
    check(path, entry)
