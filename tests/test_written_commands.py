"""Every command that a document or a help text shows can be typed as it stands: click takes it, and nothing is run."""

import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import click
import pytest

from infra.cli import main

CHECKOUT = Path(__file__).resolve().parents[1]
DOCUMENTS = [CHECKOUT / "README.md", CHECKOUT / "dashboard" / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
_SHOWN: Final = re.compile(
    r"^ {4}(?:\.venv/bin/)?(perfectform .+)$|`(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(perfectform [^`]+)`", re.MULTILINE
)
_EXAMPLE: Final = re.compile(r"^ +(?:[A-Z_]+=\S+ )*(perfectform .+?)(?: {2,}.*)?$", re.MULTILINE)


def shown() -> Iterator[tuple[str, str]]:
    """Give each command line, and where it stands."""
    for path in DOCUMENTS:
        for in_block, in_text in _SHOWN.findall(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(CHECKOUT)), " ".join((in_block or in_text).split())
    for command in commands(main, click.Context(main)):
        for line in _EXAMPLE.findall(command.help or ""):
            yield f"the help of {command.name}", line


def commands(group: click.Group, context: click.Context) -> Iterator[click.Command]:
    """Give a group and all that it holds."""
    yield group
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, context)
        else:
            yield command


def parse(line: str) -> None:
    """Let click read a command line, down to the last option; what only names a command needs nothing more."""
    command: click.Command | None = main
    words = shlex.split(line.partition(" | ")[0])
    rest, context = words[1:], None
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        context = command.make_context(words[0], [], parent=context, resilient_parsing=True)
        _, command, rest = command.resolve_command(context, rest)
    assert command is not None
    if rest:
        command.make_context(command.name, rest, parent=context)


@pytest.mark.parametrize(("where", "line"), sorted(set(shown())))
def test_a_command_that_is_shown_can_be_typed(where: str, line: str) -> None:
    try:
        with suppress(click.exceptions.Exit):  # it shows the help
            parse(line)
    except click.ClickException as error:
        pytest.fail(f"{where} shows `{line}`: {error.format_message()}")
