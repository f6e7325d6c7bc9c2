"""Whose rules apply: thresholds by federation profile, each with its source, read from `profiles/`."""

import difflib
import tomllib
from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec

from contracts.vocabulary import METRICS, Cue, Rule, Severity


class UnknownProfileError(ValueError):
    """There is no profile of that name."""


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: the metric must not exceed `most`, or not fall short of `least`; one of both is told."""

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

    def __post_init__(self) -> None:
        if self.metric not in METRICS:
            raise ValueError(f"there is no metric '{self.metric}'; METRICS in contracts/vocabulary.py names them all")
        if (self.most is None) == (self.least is None):
            raise ValueError(f"the rule on '{self.metric}' needs either `most` or `least`")

    @property
    def limit(self) -> float:
        """The value at which the rule breaks, in the metric's unit."""
        return self.most if self.most is not None else self.least or 0.0

    def excess(self, value: float) -> float:
        """Give by how much a value breaks the rule; negative: by how much it keeps it."""
        return value - self.limit if self.most is not None else self.limit - value


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of one federation."""

    about: str
    squat: dict[Rule, Threshold]


def names() -> list[str]:
    """List the profiles."""
    return sorted(
        entry.name.removesuffix(".toml") for entry in files("processors.judging").joinpath("profiles").iterdir()
    )


def profile_of(name: str) -> Profile:
    """Read a profile.

    Raises:
        UnknownProfileError: with the nearest name that there is.
    """
    known = names()
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        raise UnknownProfileError(f"there is no profile '{name}'; did you mean '{(near or known)[0]}'?")
    return _read(name)


def fingerprint(name: str) -> str:
    """Give the first 8 digits of the sha256 of a profile's file."""
    return sha256(_text(name).encode()).hexdigest()[:8]


@cache
def _read(name: str) -> Profile:
    return msgspec.convert(tomllib.loads(_text(name)), Profile)


def _text(name: str) -> str:
    return files("processors.judging").joinpath("profiles", f"{name}.toml").read_text(encoding="utf-8")
