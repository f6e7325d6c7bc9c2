"""What requirements/*.txt promise: they hold what pyproject asks for, hashed, and agree with each other."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra.models.backends import FAMILIES, module_of, names
from processors.backend import declared

CHECKOUT = Path(__file__).resolve().parents[1]
LOCKS = {path.stem: path.read_text() for path in (CHECKOUT / "requirements").glob("*.txt")}
PYPROJECT: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
GROUPS: dict[str, list[str]] = PYPROJECT["dependency-groups"]
EXTRAS: dict[str, list[str]] = {"base": [], **PYPROJECT["project"]["optional-dependencies"]}


ONLY_THERE = {"cuda": {"onnxruntime-gpu"}}
"""Packages that can't be installed beside those of the development set."""


def asked_for(extra: str) -> list[Requirement]:
    """What pyproject asks for: the base set, the extra, and the extras that it includes."""
    own = [Requirement(text) for text in PYPROJECT["project"]["dependencies"] + GROUPS["build"] + EXTRAS[extra]]
    included = [name for one in own if one.name == PYPROJECT["project"]["name"] for name in one.extras]
    others = [one for one in own if one.name != PYPROJECT["project"]["name"]]
    return others + [one for name in included for one in asked_for(name)]


def packages(lock: str) -> dict[str, str]:
    """What the lock says of each package, by name: its version first, then markers and hashes."""
    entries = re.findall(r"^([\w.-]+)==(.*?)(?=^[\w.-]+==|\Z)", LOCKS[lock], re.MULTILINE | re.DOTALL)
    return {canonicalize_name(name): rest for name, rest in entries}


def versions(lock: str) -> dict[str, str]:
    """The version of each package in the lock."""
    return {name: rest.split()[0] for name, rest in packages(lock).items()}


def test_every_extra_has_its_lock() -> None:
    assert set(LOCKS) == {"uv", "node", *EXTRAS}


def test_what_each_model_needs_is_one_command() -> None:
    makefile = (CHECKOUT / "Makefile").read_text()
    heavy = re.search(r"^HEAVY := (.*)$", makefile, re.MULTILINE)
    assert heavy is not None
    assert set(heavy[1].split()) == EXTRAS.keys() - {"base", "dev", "models"} - set(
        re.findall(r"^EXTRAS := (.*)$", makefile, re.MULTILINE)[0].split()
    )
    needed = {declared(module_of(family, name)).extra for family in FAMILIES for name in names(family)}
    assert needed <= {*heavy[1].split(), "processors"}


@pytest.mark.parametrize("extra", EXTRAS)
def test_a_lock_holds_what_pyproject_asks_for(extra: str) -> None:
    locked = versions(extra)
    for one in asked_for(extra):
        if one.marker is not None and not one.marker.evaluate():
            continue
        version = locked.get(canonicalize_name(one.name), "nothing")
        assert version != "nothing", f"{one} is missing: run `make lock`"
        assert one.specifier.contains(version), f"{one} is locked at {version}: run `make lock`"


@pytest.mark.parametrize("extra", EXTRAS)
def test_a_lock_agrees_with_the_development_set(extra: str) -> None:
    everywhere = versions("models") if {"torch", "mediapipe"} & versions(extra).keys() else versions("dev")
    own = ONLY_THERE.get(extra, set())
    assert {name: held for name, held in versions(extra).items() if name not in own}.items() <= everywhere.items()


def test_the_set_of_all_models_agrees_with_the_development_set() -> None:
    assert versions("dev").items() <= versions("models").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock: str) -> None:
    assert packages(lock)
    assert [name for name, rest in packages(lock).items() if "--hash=sha256:" not in rest] == []


def test_what_builds_us_is_what_is_locked() -> None:
    assert GROUPS["build"] == PYPROJECT["build-system"]["requires"]
