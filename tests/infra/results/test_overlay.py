"""The overlay is drawn behind the stages' backs, and a failure there reaches who adds frames."""

import asyncio
import os
import signal
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from msgspec.structs import replace

from contracts.detections import Detections
from contracts.examples import example
from contracts.frames import FrameHeader
from infra.results.overlay import Overlay
from infra.results.overlay_video import OverlayError, OverlayWriter
from infra.stages.fused import FrameAnswer
from processors.picture import Picture
from processors.stage import Shot
from tests.infra.results.test_overlay_video import HEIGHT, RATE, WIDTH, children
from tests.processors.scenes import form, poses2d, poses3d

RNG = np.random.default_rng(1)


def answer(frame: int, unreadable: str = "") -> FrameAnswer:
    """What the stages say of a frame of noise that shows nobody."""
    noise = RNG.integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    header = replace(example(FrameHeader), frame=frame)
    picture = Picture(jpeg=b"") if unreadable else Picture(bgr=noise)
    seen = replace(example(Detections, "nobody"), frame=frame)
    return FrameAnswer(
        Shot(header, picture),
        seen,
        poses2d(lifter=None, frame=frame, dropped=bool(unreadable)),
        poses3d(frame=frame),
        form(frame, dropped=bool(unreadable)),
        unreadable,
    )


def writer(path: Path) -> OverlayWriter:
    return OverlayWriter(path, WIDTH, HEIGHT, time_base=Fraction(1, 15360), rate=RATE)


def frames_in(path: Path) -> int:
    with av.open(str(path)) as video:
        return sum(1 for _ in video.decode(video=0))


def test_every_frame_is_written_and_one_that_was_unreadable_passed_over(tmp_path: Path) -> None:
    async def run() -> None:
        async with Overlay(writer(tmp_path / "overlay.mp4")) as overlay:
            for frame in range(20):
                await overlay.add(answer(frame, unreadable="damaged" if frame == 7 else ""))

    asyncio.run(run())
    assert frames_in(tmp_path / "overlay.mp4") == 19


def test_when_ffmpeg_gives_up_the_next_to_add_hears_of_it(tmp_path: Path) -> None:
    async def run() -> None:
        before = children()
        async with Overlay(writer(tmp_path / "overlay.mp4")) as overlay:
            (ffmpeg,) = children() - before
            os.kill(ffmpeg, signal.SIGKILL)
            for frame in range(1000):
                await overlay.add(answer(frame))

    with pytest.raises(OverlayError, match="ended by SIGKILL"):
        asyncio.run(run())
    assert list(tmp_path.iterdir()) == []


def test_who_stops_early_leaves_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        async with Overlay(writer(tmp_path / "overlay.mp4")) as overlay:
            await overlay.add(answer(0))
            raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(run())
    assert list(tmp_path.iterdir()) == []
