"""What is uploaded is looked at before it is taken."""

import asyncio
from pathlib import Path

import pytest

from bus.media import UnknownMediaError
from bus.media_folder import FolderMedia
from contracts.sessions import SessionVideo
from infra.sessions.probe import probe
from producers.video_error import VideoError


def probed(folder: Path, content: bytes) -> SessionVideo:
    async def run() -> SessionVideo:
        media = FolderMedia(folder)
        await media.put("sessions/a1/original", [content])
        return await probe(media, "sessions/a1/original")

    return asyncio.run(run())


def test_a_video_is_described(squat: Path, tmp_path: Path) -> None:
    video = probed(tmp_path, squat.read_bytes())
    assert (video.width, video.height, video.fps) == (270, 480, 15.0)
    assert video.duration_s == pytest.approx(58 / 15)


@pytest.mark.parametrize("content", [b"", b"no video", bytes(1000)])
def test_what_is_none_is_refused_without_its_path(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(VideoError, match=r"^The uploaded file ") as refused:
        probed(tmp_path, content)
    assert str(tmp_path) not in str(refused.value)


def test_what_is_not_there_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(UnknownMediaError):
        asyncio.run(probe(FolderMedia(tmp_path), "sessions/a1/original"))
