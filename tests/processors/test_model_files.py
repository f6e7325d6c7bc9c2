"""Model files are found, checked, and told about in one sentence when something is wrong."""

import re
import shutil
from pathlib import Path

import pytest

from processors import model_files
from processors.model_files import ModelFileError


def test_the_manifest_is_complete() -> None:
    for name, entry in model_files.bundled().items():
        assert (len(entry.sha256), entry.size is None) in {(64, False), (8, True)}, name
        assert bool(entry.wheel) != bool(entry.url), name
        assert not entry.wheel or ("==" in entry.wheel and entry.member.endswith(entry.file)), name


def test_a_published_name_that_tells_its_checksum_is_held_to_it() -> None:
    for name, entry in model_files.bundled().items():
        told = re.search(r"-([0-9a-f]{8})(?:_\d{8})?\.pth$", entry.url)
        assert (told is not None) == (len(entry.sha256) == 8), name
        assert told is None or told[1] == entry.sha256, name


@pytest.mark.parametrize("name", ["pose_detection", "pose_landmark_full"])
def test_fetched_files_are_what_the_manifest_says(name: str) -> None:
    path = model_files.path_of(name)
    assert path.stat().st_size == model_files.entry_of(name).size
    assert model_files.path_of(name) == path


def test_the_folder_is_the_argument_then_the_setting_then_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(model_files.FOLDER_SETTING, str(tmp_path))
    assert model_files.cache_folder(Path("given")) == Path("given")
    assert model_files.cache_folder() == tmp_path
    monkeypatch.delenv(model_files.FOLDER_SETTING)
    assert model_files.cache_folder().parts[-2:] == ("perfectform", "models")


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError) as raised:
        model_files.path_of("pose_detection", tmp_path)
    for part in (
        "pose_detection.tflite",
        "mediapipe==0.10.21",
        str(tmp_path),
        "`perfectform models fetch pose_detection`",
    ):
        assert part in str(raised.value)


def test_a_damaged_file_is_told_with_what_was_found(tmp_path: Path) -> None:
    damaged = tmp_path / "pose_detection.tflite"
    damaged.write_bytes(b"not a model")
    with pytest.raises(ModelFileError) as raised:
        model_files.path_of("pose_detection", tmp_path)
    for part in (
        "pose_detection.tflite",
        "9ba9dd3d",
        "708811cc",
        "`perfectform models fetch pose_detection`",
        str(tmp_path),
    ):
        assert part in str(raised.value)


def test_a_file_is_read_once_for_its_check(tmp_path: Path) -> None:
    good = tmp_path / "pose_detection.tflite"
    shutil.copyfile(model_files.path_of("pose_detection"), good)
    model_files.path_of("pose_detection", tmp_path)
    good.write_bytes(b"changed after the check")
    assert model_files.path_of("pose_detection", tmp_path) == good


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(ModelFileError, match="did you mean 'pose_landmark_full'"):
        model_files.path_of("pose_landmarks")


def test_identity_is_name_weights_and_revision() -> None:
    weights = model_files.entry_of("pose_landmark_full").sha256[:8]
    assert model_files.identity("processors.pose2d.blazepose").startswith(f"blazepose@{weights}.")


def test_a_folders_own_manifest_replaces_and_adds(tmp_path: Path) -> None:
    (tmp_path / "mine.onnx").write_bytes(b"mine")
    entry = 'family = "detectors"\nfile = "mine.onnx"\nlicence = "CC0-1.0"\nsha256 = "'
    digest = model_files.digest(tmp_path / "mine.onnx")
    (tmp_path / "models.toml").write_text(f'[mine]\n{entry}{digest}"\n[yolov8n]\n{entry}00000000"\n')
    assert model_files.path_of("mine", tmp_path) == tmp_path / "mine.onnx"
    assert model_files.entry_of("yolov8n", tmp_path).file == "mine.onnx"
    with pytest.raises(ModelFileError, match="it can't be fetched: get it from somebody who has it"):
        model_files.path_of("yolov8n", tmp_path)


@pytest.mark.parametrize("text", ["[x", "[x]\nfile = 3", "[x]\nfamily = 'pose2d'", "\xff"])
def test_a_folders_manifest_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "models.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelFileError, match=r"models\.toml can't be read"):
        model_files.path_of("pose_detection", tmp_path)


def test_a_folder_is_checked_by_what_lies_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "ir"
    folder.mkdir()
    (folder / "a.bin").write_bytes(b"a")
    (folder / "b.xml").write_bytes(b"b")
    before = model_files.digest(folder)
    (folder / "b.xml").write_bytes(b"c")
    assert model_files.digest(folder) != before
