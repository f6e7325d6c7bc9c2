"""The models that can be chosen: one backend a file under `processors/<family>`, the file's name is its name."""

import difflib
import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import Any, Final, Literal, get_args

from infra.settings import DETECTOR, LIFTER, POSE
from processors import model_files
from processors.backend import BackendError, DeviceError, declared
from processors.checked import CheckedDetector, CheckedEstimator, CheckedLifter, ModelFailedError

Family = Literal["detectors", "pose2d", "lifters"]

FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
EMBEDDED: Final[dict[Family, str]] = {
    "detectors": DETECTOR.default(),
    "pose2d": POSE.default(),
    "lifters": LIFTER.default(),
}
"""What is taken unless another is asked for."""
_CHECKED: Final[dict[Family, Any]] = {
    "detectors": CheckedDetector,
    "pose2d": CheckedEstimator,
    "lifters": CheckedLifter,
}


class UnknownBackendError(ValueError):
    """A family has no backend of that name."""


def names(family: Family) -> list[str]:
    """List a family's backends."""
    package = importlib.import_module(f"processors.{family}")
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def load(family: Family, name: str, threads: int, device: str = "cpu") -> Any:  # noqa: ANN401 - what it is depends on the family
    """Load a backend, held to its family's Protocol.

    Args:
        family: whose Protocol the result satisfies.
        name: one of `names(family)`.
        threads: how many cores one inference may use, where the backend runs a network on cores.
        device: `cpu` or `cuda`; nothing else is ever taken for it.

    Raises:
        UnknownBackendError: there is none of that name; says which may be meant.
        ModelFileError: its file is missing or not what it should be.
        BackendError: a library, the device or the file can't be used.
        ModelFailedError: it broke while it was loaded.
    """
    module = module_of(family, name)
    devices = declared(module).devices
    if device not in devices:
        raise DeviceError(
            f"{name!r} of the {family} can't run on the device {device!r}, only on {' and '.join(devices)}: "
            "choose another model, or another device"
        )
    options = {"threads": threads} if "threads" in inspect.signature(module.load).parameters else {}
    try:
        return _CHECKED[family](module.load(device, **options), name)
    except (model_files.ModelFileError, BackendError):
        raise
    except Exception as error:  # whatever a backend raises
        raise ModelFailedError(f"{name!r} of the {family} can't be loaded: {error or type(error).__name__}") from error


def identity(family: Family, name: str) -> str:
    """Say which weights and which code a backend runs: `name@<weights>.<revision>`, zeros where it has no weights.

    Raises:
        UnknownBackendError: there is none of that name; says which may be meant.
    """
    return model_files.identity(module_of(family, name).__name__)


def module_of(family: Family, name: str) -> ModuleType:
    """Import a backend's file.

    Raises:
        UnknownBackendError: there is none of that name; says which may be meant.
    """
    known = names(family)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0)
        raise UnknownBackendError(
            f"there is no {name!r} among the {family}: did you mean {near[0]!r}? There are: {', '.join(known)}"
        )
    return importlib.import_module(f"processors.{family}.{name}")
