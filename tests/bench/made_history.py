"""`python -m tests.bench.made_history DIR SESSIONS FRAMES`: a server's data folder with a long past that never was.

The newest session has so many frames, at 60 a second, with a video; the others are only listed.
"""

import asyncio
import sys
import time
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from bus.media_folder import FolderMedia
from bus.memory import LIMITS, MemoryBus
from contracts.codec import encode
from contracts.sessions import Session, SessionVideo
from contracts.topics import TOPICS
from gateway.media_keys import original_key, overlay_key
from infra.serving.data_folder import DataFolder, data_folder
from sink.database import open_database
from sink.sink import Sink
from sink.stored import until_all_stored
from tests.gateway.told import RUN, form, session
from tests.producers.recording import Kind, ffmpeg, record

FPS: Final = 60
LONGEST: Final = "longest"
"""The id of the session with frames."""
_LOOPED: Final = 600
_WIDTH: Final = 640
_HEIGHT: Final = 360


def main(path: Path, sessions: int, frames: int) -> None:
    """Make the folder."""
    with data_folder(path) as folder:
        asyncio.run(_filled(folder, sessions, frames))


async def _filled(folder: DataFolder, sessions: int, frames: int) -> None:
    bus = MemoryBus(TOPICS, 1, limits=LIMITS, kept_in=folder.bus)
    database = open_database(str(folder.database))
    sink = await Sink.open(bus, database)
    storing = asyncio.create_task(sink.run())
    now_s = time.time()
    for number in range(sessions - 1):
        await _publish(bus, session(f"made{number:06}", created_at=now_s - 60 * (1 + number), name="squat.mp4"))
    video = SessionVideo(duration_s=frames / FPS, fps=float(FPS), width=_WIDTH, height=_HEIGHT)
    await _publish(bus, session(LONGEST, created_at=now_s, video=video, name="ten minutes.mp4"))
    for frame in range(frames):
        told = replace(form(LONGEST, frame, knee_deg=60 + 50 * ((frame % 240) / 240)), pts=frame / FPS)
        await bus.publish("form", LONGEST, encode(told))
    await until_all_stored(bus)
    await _put_video(FolderMedia(folder.media), folder.work, frames)
    storing.cancel()
    with suppress(asyncio.CancelledError):
        await storing
    database.close()
    await bus.close()


async def _publish(bus: MemoryBus, one: Session) -> None:
    await bus.publish("sessions", one.session, encode(one))


async def _put_video(media: FolderMedia, work: Path, frames: int) -> None:
    """A short video over and over: its packets are copied, so that it takes no time."""
    short = record(
        work / "short.mp4",
        min(frames, _LOOPED),
        Kind(rate=Fraction(FPS), options={"g": "60"}, width=_WIDTH, height=_HEIGHT),
    )
    long = work / "long.mp4"
    ffmpeg("-stream_loop", str(frames // _LOOPED), "-i", short, "-frames:v", str(frames), "-c", "copy", long)
    for key in (original_key(LONGEST), overlay_key(LONGEST, RUN.id)):
        await media.put(key, [long.read_bytes()])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
