"""A video file that plays the camera: its pictures come as they were filmed, and are taken now."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Final

from producers.pace import LikeACamera, Pace
from producers.read_ahead import read_ahead
from producers.source import Last, Taken
from producers.video_file import ShownFrame, VideoFile, open_video

_DECODED_AHEAD: Final = 2


def takes(name: str) -> bool:
    """Whether a name is a file's, be it there or not."""
    return "://" not in name and (Path(name).is_file() or bool(Path(name).suffix))


def source(name: str) -> "FileSource":
    """Give a file as a source."""
    return FileSource(Path(name), LikeACamera(time.monotonic, asyncio.sleep))


class FileSource:
    """See `producers.source.Source`. Where it goes on, the pictures that were sent before don't come again.

    Args:
        path: the file.
        pace: when a picture is due.
    """

    def __init__(self, path: Path, pace: Pace) -> None:
        self._path, self._pace = path, pace

    @property
    def name(self) -> str:
        """Its name without its folders."""
        return self._path.name

    async def pictures(self, last: Last | None) -> AsyncGenerator[Taken, None]:
        """See `producers.source.Source`."""
        with await asyncio.to_thread(open_video, self._path) as video:
            async with aclosing(read_ahead(_after(video, last), _DECODED_AHEAD)) as pictures:
                async for shown in pictures:
                    await self._pace.wait_until(shown.pts_s)
                    yield Taken(shown.bgr, shown.pts_s, time.time())


def _after(video: VideoFile, last: Last | None) -> Iterator[ShownFrame]:
    return (shown for shown in video if last is None or shown.pts_s > last.pts_s)
