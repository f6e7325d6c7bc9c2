"""The files that a name stands for: of a model that can be chosen, or one file by the name that the manifest has."""

import difflib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from infra.models.backends import EMBEDDED, FAMILIES, Family, module_of, names
from processors.model_files import ModelFile, ModelFileError, entry_of, manifest

Files = dict[str, ModelFile]


def embedded_files(folder: Path | None = None) -> Files:
    """Give the files of the models that are used unless others are chosen, by their names."""
    return _of(EMBEDDED.items(), folder)


def files_of(name: str, folder: Path | None = None) -> Files:
    """Give the files that a name stands for; none, where the model has none.

    Args:
        name: of a model, whatever its family, or as in the manifest.
        folder: where the files are kept, with a manifest of its own perhaps; see `model_files.cache_folder`.

    Raises:
        ModelFileError: it is neither; says which name may be meant.
    """
    known = manifest(folder)
    if name in known:
        return {name: known[name]}
    models = {family: names(family) for family in FAMILIES}
    families = [family for family, those in models.items() if name in those]
    if families:
        return _of(((family, name) for family in families), folder)
    every = [*known, *chain.from_iterable(models.values())]
    near = difflib.get_close_matches(name, every, n=1, cutoff=0)
    raise ModelFileError(f"no model and no model file is called {name!r}: did you mean {near[0]!r}?")


def _of(backends: Iterable[tuple[Family, str]], folder: Path | None) -> Files:
    modules = [(name, module_of(family, name)) for family, name in backends]
    entries = [(name, entry_of(module.MODEL_FILE, folder)) for name, module in modules if hasattr(module, "MODEL_FILE")]
    return {entry.name or name: entry for name, entry in entries}
