"""The whole path in one process, with no server: a video's file in, a folder of results out."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Final

from bus.memory import LIMITS, MemoryBus
from contracts.report import Report
from contracts.run import Run
from contracts.topics import TOPICS
from infra.results.out_folder import OutputError, out_folder
from infra.results.outputs import outputs, write_report
from infra.results.overlay_video import OverlayError
from infra.sessions.passage import Passage, Play
from infra.stages.answers import Answer
from infra.stages.fused import Fused
from infra.stages.inference import Inference
from producers.recorded_set import Recording, recorded_set
from producers.video_file import VideoFile, open_video

_SESSION: Final = "standalone"
_UNREAD_BYTES: Final = 1 << 20
"""What the bus keeps of each topic that nobody reads here."""


async def answers_to(video: VideoFile, run: Run, fused: Fused, play: Play) -> AsyncGenerator[Answer, None]:
    """Send an open video through the stages, and yield the answers to each frame, the end's last.

    Close it (`contextlib.aclosing`) when you stop early.

    Raises:
        VideoError: the file breaks off; the answers before were given.
    """
    bus = MemoryBus(TOPICS, 1, limits=LIMITS, other_bytes=_UNREAD_BYTES)
    send = recorded_set(video, Recording(session=_SESSION, quality=play.quality), time.time)
    with Inference() as inference:
        async with aclosing(Passage(bus, fused, inference).answers_to(send, _SESSION, run, play)) as answers:
            async for answer in answers:
                yield answer
    await bus.close()


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
