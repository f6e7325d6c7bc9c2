"""Model files are fetched by the real pip, here from a folder of wheels instead of a registry."""

import zipfile
from pathlib import Path

import pytest

from processors import model_fetch, model_files
from processors.model_files import ModelFileError

METADATA = "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n"
IN_WHEEL = ("pose_detection", "pose_landmark_full")
POSE_DETECTION = {"pose_detection": model_files.entry_of("pose_detection")}
WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that pip takes wheels from, and nowhere else."""
    folder = tmp_path / "registry"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_files_come_whole_and_are_told(registry: Path, tmp_path: Path) -> None:
    _put_wheel(registry)
    told: list[str] = []
    names = list(IN_WHEEL)
    paths = model_fetch.fetch({name: model_files.entry_of(name) for name in names}, tmp_path / "models", told.append)
    assert sorted(told) == sorted(names)
    assert paths == [model_files.path_of(name, tmp_path / "models") for name in names]
    assert sorted(paths) == sorted((tmp_path / "models").iterdir()), "nothing else is left there"


def test_what_is_there_needs_no_registry(registry: Path, tmp_path: Path) -> None:
    _put_wheel(registry)
    model_fetch.fetch(POSE_DETECTION, tmp_path)
    (registry / "mediapipe-0.10.21-py3-none-any.whl").unlink()
    assert model_fetch.fetch(POSE_DETECTION, tmp_path) == [tmp_path / "pose_detection.tflite"]


def test_a_damaged_file_is_replaced(registry: Path, tmp_path: Path) -> None:
    _put_wheel(registry)
    (tmp_path / "pose_detection.tflite").write_bytes(b"damaged")
    model_fetch.fetch(POSE_DETECTION, tmp_path)
    model_files.path_of("pose_detection", tmp_path)


@pytest.mark.usefixtures("registry")
def test_no_network_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError) as raised:
        model_fetch.fetch(POSE_DETECTION, tmp_path / "models")
    sentence = str(raised.value)
    assert "\n" not in sentence
    for part in (
        "pose_detection.tflite",
        "mediapipe==0.10.21",
        str(tmp_path / "models"),
        "`perfectform models fetch pose_detection`",
    ):
        assert part in sentence
    assert list((tmp_path / "models").iterdir()) == []


def test_a_wrong_member_is_not_kept(registry: Path, tmp_path: Path) -> None:
    _put_wheel(registry, content=b"something else")
    with pytest.raises(ModelFileError, match="not the file it should be"):
        model_fetch.fetch(POSE_DETECTION, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_wheel_without_the_member_is_told(registry: Path, tmp_path: Path) -> None:
    _put_wheel(registry, names=())
    with pytest.raises(ModelFileError, match="has no member mediapipe/modules/pose_detection"):
        model_fetch.fetch(POSE_DETECTION, tmp_path / "models")


def _put_wheel(registry: Path, names: tuple[str, ...] = IN_WHEEL, content: bytes | None = None) -> None:
    """A wheel with the members of some model files: those in the cache, or with another content."""
    info = "mediapipe-0.10.21.dist-info"
    with zipfile.ZipFile(registry / "mediapipe-0.10.21-py3-none-any.whl", "w") as wheel:
        for name in names:
            wheel.writestr(model_files.entry_of(name).member, content or model_files.path_of(name).read_bytes())
        wheel.writestr(f"{info}/METADATA", METADATA)
        wheel.writestr(f"{info}/WHEEL", WHEEL)
        wheel.writestr(f"{info}/RECORD", "")
