"""The console script lists its commands, explains them, and says what is wrong in a sentence."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

import infra.commands
from infra.cli import main

COMMANDS = sorted(path.stem for path in Path(infra.commands.__path__[0]).glob("[!_]*.py"))


def test_help_lists_every_commands_file() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in shown.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 4


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from infra.cli import main; main(['--help'], standalone_mode=False); "
        "print([name for name in ('av', 'cv2', 'pyarrow', 'ai_edge_litert') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603 - our own code
    assert shown.stdout.splitlines()[-1] == "[]"


def test_the_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"perfectform, version {version('perfectform')}\n"


@pytest.mark.parametrize(("typed", "hint"), [("analyse", "did you mean 'analyze'?"), ("xyzzy", "there are analyze, ")])
def test_an_unknown_command(typed: str, hint: str) -> None:
    refused = CliRunner().invoke(main, [typed])
    assert refused.exit_code == 2
    assert hint in refused.stderr


def test_an_unknown_option() -> None:
    refused = CliRunner().invoke(main, ["analyze", "--hieght", "1.8"])
    assert refused.exit_code == 2
    assert "--height" in refused.stderr
