"""What the README, the changelog, the Makefile and the source promise about themselves."""

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
REGISTRY = re.compile(r"\b(pypi|pythonhosted|npmjs|npmmirror|yarnpkg)\.(org|com|io)\b|\brepo1?\.maven\b|://registry\.")
MACHINE_PATH = re.compile(r"(?<![\w.:/$}>-])/(work|home|root|Users)/\w")
MOST_LINES = 400


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """Every file of the checkout that git tracks, or would: not what it ignores."""
    git = shutil.which("git")
    if git is None or not (CHECKOUT / ".git").exists():
        pytest.skip("this is no git checkout, so nothing tells our files from others")
    names = output(git, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return [CHECKOUT / name for name in names if name and (CHECKOUT / name).is_file()]


def output(*command: str) -> str:
    """What a command that is run in the checkout prints."""
    return subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout  # noqa: S603 - the tests' own commands


def text(name: str) -> str:
    """A file of the checkout."""
    return (CHECKOUT / name).read_text(encoding="utf-8")


def matches(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    """Where the pattern occurs, as `file:line: text`."""
    return [
        f"{path.relative_to(CHECKOUT)}:{number}: {line.strip()[:100]}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1)
        if pattern.search(line)
    ]


def imported(path: Path) -> set[str]:
    """The top-level packages that a Python file imports, also inside its functions."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    from_them = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in plain | from_them}


def test_the_readmes_commands_are_make_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^ {4})make ([a-z]+)", text("README.md"), re.MULTILINE))
    assert {"demo", "test"} <= named <= targets


def test_the_files_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"(?:^\| .*\| |^\| )`([\w/]+/(?:\w+\.\w+)?)` \|", text("README.md"), re.MULTILINE))
    linked = set(re.findall(r"\]\(([\w/]+(?:\.\w+)?)\)", text("README.md")))
    assert named
    assert linked
    assert [name for name in named | linked if not (CHECKOUT / name).exists()] == []


def test_make_help_explains_every_command() -> None:
    make = shutil.which("make")
    assert make is not None
    explained = re.findall(r"^make ([a-z]+) +\S", output(make, "--silent", "help"), re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", text("Makefile"), re.MULTILINE)
    assert phony is not None
    assert sorted(explained) == sorted(phony[1].split())


def test_ci_runs_what_anyone_can_run() -> None:
    commands = re.findall(r"^(?!#|set |cd )\S.*$", text(".ci/run"), re.MULTILINE)
    assert commands == [".ci/packages", "make lint", "make test SET=models"]


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "\n## [Unreleased]\n" in text("CHANGELOG.md")


def test_no_file_names_a_package_registry(files: list[Path]) -> None:
    assert matches(REGISTRY, files) == []


def test_no_file_holds_a_path_of_one_machine(files: list[Path]) -> None:
    assert matches(MACHINE_PATH, files) == []


def test_no_python_file_is_too_long(files: list[Path]) -> None:
    sources = [path for path in files if path.suffix == ".py"]
    assert [path for path in sources if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES] == []


def test_what_lies_beside_the_code_is_installed_with_it(files: list[Path]) -> None:
    shipped: dict[str, list[str]] = tomllib.loads(text("pyproject.toml"))["tool"]["setuptools"]["package-data"]
    found = {path for package, globs in shipped.items() for glob in globs for path in (CHECKOUT / package).glob(glob)}
    packages = {path.parent for path in CHECKOUT.glob("*/__init__.py")} - {CHECKOUT / "training"}
    data = [path for path in files if path.suffix not in {".py", ".md"} and packages & set(path.parents)]
    assert [path for path in data if path not in found] == []


def test_faust_is_imported_by_one_file_at_most(files: list[Path]) -> None:
    importers = [path for path in files if path.suffix == ".py" and "faust" in imported(path)]
    assert len(importers) <= 1, importers


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY, "see https://pypi" + ".org/project/numpy"),
        (REGISTRY, "<url>https://repo1" + ".maven.apache.org</url>"),
        (REGISTRY, '"resolved": "https://registry' + '.example/uplot"'),
        (MACHINE_PATH, 'open("/home' + '/ada/clips/squat.mp4")'),
    ],
)
def test_what_no_file_may_hold_would_be_found(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)
