"""Models are found by their files' names, and named by their weights and code."""

from pathlib import Path

import pytest

from infra.models.backends import EMBEDDED, Family, UnknownBackendError, identity, load, names
from infra.models.chosen import chosen_backends
from infra.models.model_table import markdown_table
from processors.model_files import ModelFileError, manifest


@pytest.mark.parametrize("family", EMBEDDED)
def test_the_embedded_one_is_there(family: Family) -> None:
    assert EMBEDDED[family] in names(family)


def test_an_identity_names_the_weights() -> None:
    assert identity("pose2d", "blazepose").startswith(f"blazepose@{manifest()['pose_landmark_full'].sha256[:8]}.")


def test_without_weights_it_names_the_code() -> None:
    assert identity("lifters", "blazepose").startswith("blazepose@00000000.")


def test_bundled_weights_are_named() -> None:
    from processors.lifting.network import card

    assert identity("lifters", "perfectform").startswith(f"perfectform@{card().sha256[:8]}.")


def test_an_unknown_name() -> None:
    with pytest.raises(UnknownBackendError, match="no 'blasepose' among the detectors: did you mean 'blazepose'"):
        load("detectors", "blasepose", threads=1)


def test_a_missing_file(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFECTFORM_MODELS", str(tmp_path))
    with pytest.raises(ModelFileError, match=r"pose_detection\.tflite is missing"):
        load("detectors", "blazepose", threads=1)


def test_the_docs_table_is_what_the_files_say() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "models.md").read_text(encoding="utf-8")
    assert markdown_table() in page, "put what `perfectform models list --markdown` prints into docs/models.md"
    assert len(page.splitlines()) < 60


def test_the_settings_choose_and_a_flag_counts_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFECTFORM_DETECTOR", "rtmdet")
    assert chosen_backends() == {"detectors": "rtmdet", "pose2d": "blazepose", "lifters": "perfectform"}
    assert chosen_backends(detector="yolo", lifter=None)["detectors"] == "yolo"
