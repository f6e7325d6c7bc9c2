"""A container's headers tell how much of the file is missing, to the byte."""

import os
from pathlib import Path

import pytest

from producers.missing_bytes import lacks_index, missing_bytes
from tests.producers.recording import Kind, record

KINDS = {
    "a.mp4": Kind(container_options={"movflags": "+faststart"}),
    "a.mov": Kind(container_options={"movflags": "+faststart"}),
    "a.mkv": Kind(),
    "a.webm": Kind(codec="libvpx", options={"deadline": "realtime"}),
    "a.avi": Kind(codec="mjpeg", pixel_format="yuvj420p"),
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("cut", [0, 1, 1500])
def test_to_the_byte(tmp_path: Path, name: str, cut: int) -> None:
    path = record(tmp_path / name, 30, KINDS[name])
    os.truncate(path, path.stat().st_size - cut)
    assert missing_bytes(path) == cut
    assert not lacks_index(path)


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"\x1a\x45\xdf\xa3", b"\0\0\0\x01", b"\0\0\0\x01mdat", b"text" * 99, b"\0" * 99]
)
def test_what_is_no_container_lacks_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd"
    path.write_bytes(content)
    assert missing_bytes(path) <= 8


def test_an_mp4_without_its_index(tmp_path: Path) -> None:
    path = record(tmp_path / "a.mp4", 30)
    os.truncate(path, path.read_bytes().index(b"moov") - 100)
    assert lacks_index(path)
