"""Weights that are truncated or another network's are named, at load or at the first frame, however they came here."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from infra.models import backends
from infra.models.backends import Family
from processors import lifting, model_files
from processors.backend import BackendError, MissingLibraryError
from processors.detectors import Found
from processors.model_files import FOLDER_SETTING, ModelFileError
from processors.picture import Picture
from processors.pose2d import Ask

BACKENDS: list[tuple[Family, str]] = [
    ("detectors", "blazepose"),
    ("detectors", "rtmdet"),
    ("detectors", "yolo"),
    ("detectors", "yolo_pose"),
    ("pose2d", "blazepose"),
    ("pose2d", "yolo_pose"),
]


def weights_of(family: Family, name: str) -> str:
    return str(backends.module_of(family, name).MODEL_FILE)


def put(folder: Path, name: str, content: Path) -> None:
    """Let a folder hold a file, or a folder, as the weights of that name, described as what it is."""
    (shutil.copytree if content.is_dir() else shutil.copyfile)(content, folder / content.name)
    (folder / "models.toml").write_text(
        f'[{name}]\nfamily = "detectors"\nfile = "{content.name}"\nlicence = "CC0-1.0"\n'
        f'sha256 = "{model_files.digest(folder / content.name)}"\n'
    )


def asked(family: Family, name: str) -> None:
    """Load a model and ask it once."""
    try:
        model: Any = backends.load(family, name, threads=1)
    except MissingLibraryError as error:
        pytest.skip(f"{family}/{name} can't run here: {error}")
    picture = Picture(bgr=np.zeros((64, 64, 3), np.uint8))
    if family == "detectors":
        model.detect([picture])
    else:
        model.estimate([Ask(picture, Found((8.0, 8.0, 56.0, 56.0), 1.0))])


@pytest.mark.parametrize(("family", "name"), BACKENDS)
@pytest.mark.parametrize("damage", ["truncated", "empty", "another-network"])
def test_it_is_named(  # noqa: PLR0913, PLR0917 - where things lie, which model, and what is wrong with it
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: Family, name: str, damage: str
) -> None:
    suffix = {"rtmdet": ".onnx", "yolo": ".pt", "yolo_pose": ".pt"}.get(name, ".tflite")
    whole = {".onnx": shared / "data" / "models" / "rtmdet_nano_person.onnx"}.get(suffix)
    bad = tmp_path / f"bad{suffix}"
    if damage == "another-network":
        bad = another(shared, tmp_path, family, name)
    else:
        content = (whole or model_files.path_of("pose_detection")).read_bytes()
        bad.write_bytes(content[: len(content) // 3] if damage == "truncated" else b"")
    folder = tmp_path / "folder"
    folder.mkdir()
    put(folder, weights_of(family, name), bad)
    monkeypatch.setenv(FOLDER_SETTING, str(folder))
    with pytest.raises(BackendError) as raised:
        asked(family, name)
    assert name in str(raised.value) or bad.name in str(raised.value)


def another(shared: Path, tmp_path: Path, family: Family, name: str) -> Path:
    """Weights that are whole, of a network that does something else."""
    if name == "blazepose":
        return model_files.path_of({"detectors": "pose_landmark_full", "pose2d": "pose_detection"}[family])
    if name == "rtmdet":
        path = tmp_path / "lifter.onnx"
        shutil.copyfile(Path(lifting.__path__[0]) / "perfectform.onnx", path)
        return path
    return shared / "data" / "models" / {"yolo": "yolov8n-pose_int8_openvino_model"}.get(name, "yolov8n_int8.tflite")


@pytest.mark.parametrize("content", [None, b"not the weights"], ids=["missing", "wrong-checksum"])
def test_weights_that_are_not_what_the_manifest_says_are_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    monkeypatch.setenv(FOLDER_SETTING, str(tmp_path))
    if content is not None:
        (tmp_path / "rtmdet_nano_person.onnx").write_bytes(content)
    with pytest.raises(ModelFileError, match=r"rtmdet_nano_person\.onnx .*perfectform models fetch"):
        backends.load("detectors", "rtmdet", threads=1)
