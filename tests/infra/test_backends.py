"""Models are found by their files' names, and named by their weights and code."""

import pytest

from infra.backends import EMBEDDED, Family, UnknownBackendError, identity, load, names
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
