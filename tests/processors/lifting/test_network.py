"""The bundled network: a damaged file is named, a missing one too."""

from importlib.resources import files
from pathlib import Path

import pytest

from processors.lifting import network
from processors.model_files import ModelFileError


def test_the_bundled_file_is_the_one_of_the_card_and_small() -> None:
    assert 0 < len(network.weights()) < 10 * 2**20


def test_a_damaged_file_is_named() -> None:
    data = bytearray(network.weights())
    data[len(data) // 2] ^= 1
    with pytest.raises(ModelFileError, match=r"perfectform\.onnx is not the file it should be"):
        network.check(bytes(data))


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "FILE", "gone.onnx")
    with pytest.raises(ModelFileError, match=r"gone\.onnx is missing"):
        network.weights()


def test_it_has_a_card_for_readers() -> None:
    card = Path(str(files("processors.lifting"))) / "MODEL_CARD.md"
    assert "What was tuned on what" in card.read_text(encoding="utf-8")
