"""Whose rules apply: thresholds by federation profile, each with its source, read from `profiles/`."""

import difflib
import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from contracts.vocabulary import Cue, Rule, Severity


class UnknownProfileError(ValueError):
    """There is no profile of that name."""


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: the metric must not exceed `most`."""

    metric: str
    """Name of the metric in `contracts.vocabulary.METRICS`."""
    source: str
    """Where the rule and its number come from."""
    cue: Cue
    severity: Severity
    most: float | None = None
    """The largest allowed value, in the metric's unit."""
    least: float | None = None
    """The smallest allowed value, in the metric's unit."""
    referee: bool = False
    """Whether a referee turns the lift down for it."""

    def excess(self, value: float) -> float:
        """Give by how much a value breaks the rule; negative: by how much it keeps it."""
        return value - self.most if self.most is not None else (self.least or 0.0) - value


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of one federation."""

    about: str
    squat: dict[Rule, Threshold]


def profile_of(name: str) -> Profile:
    """Read a profile.

    Raises:
        UnknownProfileError: with the nearest name that there is.
    """
    names = sorted(
        entry.name.removesuffix(".toml") for entry in files("processors.judging").joinpath("profiles").iterdir()
    )
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        raise UnknownProfileError(f"there is no profile '{name}'; did you mean '{(near or names)[0]}'?")
    return _read(name)


@cache
def _read(name: str) -> Profile:
    text = files("processors.judging").joinpath("profiles", f"{name}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Profile)
