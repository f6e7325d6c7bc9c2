"""What every backend's file says of itself in constants, and how one fails: in one sentence that names what to do."""

import importlib
from types import ModuleType
from typing import Any, Final, NamedTuple

from processors.model_files import ModelFile

DEVICES: Final = ("cpu", "cuda")
"""What a backend may run on."""


class BackendError(ValueError):
    """A backend can't be used, or broke while it was."""


class MissingLibraryError(BackendError):
    """What a backend runs with is not installed."""


class DeviceError(BackendError):
    """The chosen device isn't there, or the backend can't run on it."""


class ModelBrokenError(BackendError):
    """A model's file is right by its checksum, or not checked, but can't be used."""


class Declared(NamedTuple):
    """What a backend's file declares, with what counts where it doesn't."""

    revision: int
    """REVISION: counted up whenever its code gives other answers."""
    model_file: str | ModelFile | None
    """MODEL_FILE: its weights, by their name in the manifest or described right there; None: it has none."""
    extra: str
    """EXTRA: what has to be installed for it."""
    devices: tuple[str, ...]
    """DEVICES: what it runs on."""
    licence: str
    """LICENCE: SPDX, where it has no weights; else theirs counts."""
    tolerance: float
    """TOLERANCE: how far, px or m, answers to a batch may be from those to each alone; 0: equal to the bit."""


def declared(module: ModuleType) -> Declared:
    """Read what a backend's file declares."""
    constants: dict[str, Any] = vars(module)
    return Declared(
        revision=constants["REVISION"],
        model_file=constants.get("MODEL_FILE"),
        extra=constants.get("EXTRA", "processors"),
        devices=constants.get("DEVICES", ("cpu",)),
        licence=constants.get("LICENCE", "Apache-2.0"),
        tolerance=constants.get("TOLERANCE", 0.0),
    )


def library(name: str, extra: str) -> Any:  # noqa: ANN401 - a module of a library that may be absent
    """Import a library that only some installations have.

    Raises:
        MissingLibraryError: it isn't installed; says how to get it.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingLibraryError(
            f"{name.partition('.')[0]} is not installed ({error}): "
            f"`make install EXTRA={extra}` or `pip install 'perfectform[{extra}]'` brings it"
        ) from error
