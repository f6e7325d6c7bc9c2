"""Looks at a stored video: whether it is one, and what it states about itself."""

import asyncio
from pathlib import Path

from bus.media import Media
from contracts.sessions import SessionVideo
from producers.video_error import VideoError
from producers.video_file import open_video


async def probe(media: Media, key: str) -> SessionVideo:
    """Describe the video under a key.

    Raises:
        VideoError: it is no video that can be read; the sentence calls it "the uploaded file".
        UnknownMediaError: nothing is kept under this key.
    """
    async with media.as_file(key) as path:
        return await asyncio.to_thread(_described, path)


def _described(path: Path) -> SessionVideo:
    try:
        with open_video(path) as video:
            info = video.info
    except VideoError as error:
        raise VideoError(str(error).replace(str(path), "The uploaded file")) from error
    return SessionVideo(width=info.width, height=info.height, duration_s=info.duration_s, fps=info.fps)
