"""The whole path in one process, with no server: bus, producer, stages and what takes their answers.

Three threads share the work: one decodes the video and encodes its JPEGs, one runs the models, one draws and feeds
ffmpeg. What waits between them is bounded, so memory doesn't grow with the video.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bus.errors import BusClosedError
from bus.memory import LIMITS, MemoryBus
from bus.states_memory import MemoryStates
from contracts.report import Report
from contracts.run import Run
from contracts.topics import TOPICS
from infra.chain import GROUP, Answer, Chain
from infra.fused import EndAnswer, Fused
from infra.out_folder import OutputError, out_folder
from infra.outputs import outputs, write_report
from infra.overlay_video import OverlayError
from producers.jpeg import DEFAULT_QUALITY
from producers.pace import Pace
from producers.recorded_set import Recording, publish_video
from producers.video_file import VideoFile, open_video

_SESSION: Final = "standalone"
_LONGEST_WAIT_S: Final = 1.0
_UNREAD_BYTES: Final = 1 << 20
"""What the bus keeps of each topic that nobody reads here."""


@dataclass(frozen=True, kw_only=True)
class Play:
    """How a video goes through the chain."""

    pace: Pace
    quality: int = DEFAULT_QUALITY
    """Of the JPEGs, 1 to 100."""
    batch: int = 4
    """Frames that the chain takes at once, where so many wait; decoded, they are 6 MB each in 1080p."""
    told: Callable[[int], None] = lambda _: None
    """Is called with the number of frames that are done."""


async def answers_to(video: VideoFile, run: Run, fused: Fused, play: Play) -> AsyncGenerator[Answer, None]:
    """Send an open video through the stages, and yield the answers to each frame, the end's last.

    Close it (`contextlib.aclosing`) when you stop early.

    Raises:
        VideoError: the file breaks off; the answers before were given.
    """
    bus = MemoryBus(TOPICS, 1, limits=LIMITS, other_bytes=_UNREAD_BYTES)
    reader = await bus.read(["frames"], GROUP)
    recording = Recording(session=_SESSION, quality=play.quality)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="inference") as thread:
        chain = Chain(bus, reader, fused, lambda _: run, MemoryStates(), thread)
        async with _beside(publish_video(video, bus.publish, recording, play.pace, time.time), bus) as producer:
            ended = False
            while not ended:
                for answer in await chain.step(play.batch, _LONGEST_WAIT_S):
                    ended = isinstance(answer, EndAnswer)
                    yield answer
            await producer


@asynccontextmanager
async def _beside(work: Coroutine[None, None, int], bus: MemoryBus) -> AsyncIterator[asyncio.Task[int]]:
    """Run the producer meanwhile; afterwards it has ended, and the bus is closed."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        await bus.close()
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError, BusClosedError):
                await task


async def analyse(path: Path, run: Run, fused: Fused, out: Path, play: Play) -> Report:
    """Analyse one video, and put `report.json`, `frames.parquet` and `overlay.mp4` into a folder; all or nothing.

    Args:
        path: the video.
        run: what is known of the lift, and which models answer.
        fused: the stages with these models.
        out: the folder, made when needed.
        play: how the video goes through.

    Raises:
        VideoError: the video can't be read, or not to its end.
        OutputError: the results can't be written.
    """
    with open_video(path) as video, out_folder(out) as folder:
        try:
            async with (
                outputs(folder, path, video) as files,
                aclosing(answers_to(video, run, fused, play)) as answers,
            ):
                async for answer in answers:
                    await files.add(answer)
                    play.told(answer.frames_done)
        except OverlayError as error:  # it names where it wrote, which nobody else has seen
            raise OutputError(str(error).replace(str(folder), str(out))) from error
        report = files.report(path, video, run)
        write_report(folder, report)
    return report
