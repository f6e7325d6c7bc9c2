"""The dashboard's types are those of the contracts."""

import re
from pathlib import Path
from typing import get_args

import pytest

from contracts import vocabulary
from contracts.codec import MESSAGES, tag_of
from contracts.message import fields_of
from contracts.paths import places
from contracts.typescript import FILE, main, source


def test_the_dashboards_file_is_not_stale() -> None:
    assert FILE.read_text("utf-8") == source(), "run `python -m contracts.typescript`"


def test_a_stale_or_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "contracts.ts"
    assert main(["--check"], file) == 1
    assert main([], file) == 0
    assert main(["--check"], file) == 0
    file.write_text(source().replace("readonly pts: number", "readonly pts: string"), "utf-8")
    assert main(["--check"], file) == 1
    assert "contracts.ts is stale" in capsys.readouterr().err


def test_every_struct_stands_there_once_with_its_own_fields() -> None:
    structs = {owner for kind in MESSAGES for place in places(kind) for owner in place.owners}
    for struct in structs:
        found = re.findall(rf"export interface {struct.__name__}\b.*?\n}}", source(), re.DOTALL)
        assert len(found) == 1
        inherited = "extends" in found[0]
        named = set(re.findall(r"readonly (\w+):", found[0])) - {struct.__struct_config__.tag_field}
        assert named <= set(fields_of(struct))
        assert inherited or named == set(fields_of(struct))


def test_messages_are_told_apart_by_their_tags() -> None:
    for kind in MESSAGES:
        assert f'readonly {kind.__struct_config__.tag_field}: "{tag_of(kind)}";' in source()


def test_closed_lists_are_unions() -> None:
    union = " | ".join(f'"{phase}"' for phase in get_args(vocabulary.Phase))
    assert f"export type Phase = {union};" in source()
    assert "readonly phase: Phase;" in source()
    assert "readonly lift: Lift | null;" in source()
