"""A source that is reached by an address: opened and decoded by FFmpeg's libraries."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from typing import Final
from urllib.parse import urlsplit

from producers.network_video import NetworkVideo
from producers.on_thread import on_thread
from producers.pace import LikeACamera
from producers.source import Last, SourceGoneError, Taken


class NetworkSource:
    """See `producers.source.Source`. A file that comes over the network plays at its camera's pace.

    Args:
        address: a URL, which may hold a password.
        options: FFmpeg's, for opening it.
    """

    def __init__(self, address: str, options: Mapping[str, str]) -> None:
        self._address: Final = address
        self._options: Final = options

    @property
    def name(self) -> str:
        """The address, without user and password, and without what follows a question mark."""
        parts = urlsplit(self._address)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

    async def pictures(self, last: Last | None) -> AsyncGenerator[Taken, None]:
        """See `producers.source.Source`."""
        video = NetworkVideo(self._address, self.name, self._options)
        pace = LikeACamera(time.monotonic, asyncio.sleep)
        async with aclosing(on_thread(self._read(video, last))) as pictures:
            async for taken in pictures:
                if video.is_file:
                    await pace.wait_until(taken.pts_s)
                yield taken

    def _read(self, video: NetworkVideo, last: Last | None) -> Iterator[Taken]:
        yield from video.taken(last)
        if not video.is_file:
            raise SourceGoneError(f"{self.name} has ended")
