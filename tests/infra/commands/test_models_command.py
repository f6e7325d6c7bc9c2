"""`perfectform models` lists and fetches."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.commands.models import models
from processors import model_files


def test_list_names_every_file_and_says_what_is_here(tmp_path: Path) -> None:
    shown = CliRunner(env={"COLUMNS": "200"}).invoke(models, ["list", "--folder", str(tmp_path)])
    assert shown.exit_code == 0
    for name, entry in model_files.manifest().items():
        assert name in shown.output
        assert entry.file in shown.output
        assert entry.wheel in shown.output
    assert "no" in shown.output
    assert "yes" not in shown.output


def test_fetch_prints_the_paths_of_what_is_here() -> None:
    done = CliRunner().invoke(models, ["fetch"])
    assert done.exit_code == 0
    assert done.stdout.split() == [str(model_files.path_of(name)) for name in model_files.manifest()]


def test_fetch_without_a_network_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    failed = CliRunner().invoke(models, ["fetch", "pose_detection", "--folder", str(tmp_path / "models")])
    assert failed.exit_code == 1
    assert "Error: pose_detection.tflite can't be fetched" in failed.stderr


def test_an_unknown_name_is_bad_input() -> None:
    refused = CliRunner().invoke(models, ["fetch", "pose_detektion"])
    assert refused.exit_code == 2
    assert "did you mean 'pose_detection'?" in refused.stderr
