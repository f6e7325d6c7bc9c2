"""The models that can be chosen: one backend a file under `processors/<family>`, the file's name is its name."""

import difflib
import importlib
import inspect
import pkgutil
from typing import Any, Final, Literal

from processors import model_files

Family = Literal["detectors", "pose2d", "lifters"]

EMBEDDED: Final[dict[Family, str]] = {"detectors": "blazepose", "pose2d": "blazepose", "lifters": "perfectform"}
"""What is taken unless another is asked for."""
_NO_WEIGHTS: Final = "00000000"


class UnknownBackendError(ValueError):
    """A family has no backend of that name."""


def names(family: Family) -> list[str]:
    """List a family's backends."""
    package = importlib.import_module(f"processors.{family}")
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def load(family: Family, name: str, threads: int) -> Any:  # noqa: ANN401 - what it is depends on the family
    """Load a backend.

    Args:
        family: whose Protocol the result satisfies.
        name: one of `names(family)`.
        threads: how many cores one inference may use, where the backend runs a network on cores.

    Raises:
        UnknownBackendError: there is none of that name; says which may be meant.
        ModelFileError: its file is missing or not what it should be.
    """
    loader = importlib.import_module(_module(family, name)).load
    takes_threads = "threads" in inspect.signature(loader).parameters
    return loader("cpu", threads=threads) if takes_threads else loader("cpu")


def identity(family: Family, name: str) -> str:
    """Say which weights and which code a backend runs: `name@<weights>.<revision>`, zeros where it has no weights.

    Raises:
        UnknownBackendError: there is none of that name; says which may be meant.
    """
    path = _module(family, name)
    module = importlib.import_module(path)
    if hasattr(module, "MODEL_FILE"):
        return model_files.identity(path)
    if hasattr(module, "weights_sha256"):  # bundled
        return f"{name}@{module.weights_sha256()[:8]}.{module.REVISION}"
    return f"{name}@{_NO_WEIGHTS}.{module.REVISION}"


def _module(family: Family, name: str) -> str:
    known = names(family)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0)
        raise UnknownBackendError(
            f"there is no {name!r} among the {family}: did you mean {near[0]!r}? There are: {', '.join(known)}"
        )
    return f"processors.{family}.{name}"
