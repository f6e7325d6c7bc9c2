"""`perfectform models` lists and fetches."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.commands.models import models
from infra.models.backends import FAMILIES, UnknownBackendError, module_of, names
from infra.models.files_of import files_of
from processors import model_files


def test_list_names_every_model_and_says_what_is_here(tmp_path: Path) -> None:
    shown = CliRunner().invoke(models, ["list", "--folder", str(tmp_path)])
    assert shown.exit_code == 0
    for family in FAMILIES:
        for name in names(family):
            assert re.search(rf"{family} *\| {name} ", shown.output), name
    for part in ("mediapipe==0.10.21", "AGPL-3.0", "download.openmmlab.com", " no ", "ultralytics", "cpu, cuda"):
        assert part in shown.output
    assert " yes " not in shown.output


def test_fetch_brings_what_is_used_unless_others_are_chosen() -> None:
    done = CliRunner().invoke(models, ["fetch"])
    assert done.exit_code == 0
    assert done.stdout.split() == [str(model_files.path_of(name)) for name in ("pose_detection", "pose_landmark_full")]


def test_time_measures_and_list_shows_it(tmp_path: Path) -> None:
    timed = CliRunner().invoke(
        models, ["time", "lifters/blazepose", "--batch", "1", "--batch", "8", "--folder", str(tmp_path)]
    )
    assert timed.exit_code == 0, timed.output
    assert "batch of 8" in timed.output
    assert re.search(r"lifters/blazepose *\| *\d+\.\d *\| *\d+\.\d", timed.output)
    assert re.search(r"cpu \d+\.\d", CliRunner().invoke(models, ["list", "--folder", str(tmp_path)]).output)


def test_time_of_what_is_no_model_is_told() -> None:
    assert isinstance(CliRunner().invoke(models, ["time", "blazepose"]).exception, UnknownBackendError)


def test_fetch_without_a_network_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    failed = CliRunner().invoke(models, ["fetch", "pose_detection", "--folder", str(tmp_path / "models")])
    assert failed.exit_code == 1
    assert "Error: pose_detection.tflite can't be fetched" in failed.stderr


@pytest.mark.parametrize(("name", "meant"), [("pose_detektion", "pose_detection"), ("rtmdett", "rtmdet")])
def test_an_unknown_name_is_bad_input_and_nothing_is_fetched(name: str, meant: str, tmp_path: Path) -> None:
    refused = CliRunner().invoke(models, ["fetch", "pose_detection", name, "--folder", str(tmp_path / "models")])
    assert not (tmp_path / "models").exists()
    assert refused.exit_code == 2
    assert f"did you mean {meant!r}?" in refused.stderr


@pytest.mark.parametrize("name", sorted({name for family in FAMILIES for name in names(family)}))
def test_what_a_missing_model_says_to_fetch_is_its_file_and_so_is_its_own_name(name: str, tmp_path: Path) -> None:
    modules = [module_of(family, name) for family in FAMILIES if name in names(family)]
    files = {module.MODEL_FILE for module in modules if hasattr(module, "MODEL_FILE")}
    assert files_of(name) == {file: model_files.entry_of(file) for file in files}
    for file in files:
        with pytest.raises(model_files.ModelFileError, match=f"`perfectform models fetch {file}`"):
            model_files.path_of(file, tmp_path)
        assert files_of(file) == {file: model_files.entry_of(file)}


def test_a_folders_own_files_are_fetched_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "mine.onnx").write_bytes(b"mine")
    told = f'family = "pose2d"\nfile = "mine.onnx"\nlicence = "MIT"\nsha256 = "{sha256(b"mine").hexdigest()}"'
    (tmp_path / "models.toml").write_text(f"[mine]\n{told}\n")
    done = CliRunner().invoke(models, ["fetch", "mine", "--folder", str(tmp_path)])
    assert done.stdout.split() == [str(tmp_path / "mine.onnx")]
