"""Live sources give their pictures in order, with times that grow; one that goes away is tried again, then given up."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from producers.camera_times import CameraTimes
from producers.newest import Newest
from producers.pace import FlatOut
from producers.source import Last, SourceGoneError, Taken, UnknownSourceError
from producers.source_of import kinds, source_of
from producers.sources.file import FileSource
from producers.video_error import VideoError
from producers.watch_source import Watch
from tests.producers.mjpeg_server import mjpeg_server
from tests.producers.pattern import read
from tests.producers.recording import record
from tests.producers.rtsp_server import rtsp_server

NO_PICTURE = np.zeros((2, 2, 3), np.uint8)


async def taken_from(name: str, count: int) -> list[Taken]:
    found = list[Taken]()
    async with aclosing(source_of(name).pictures(None)) as pictures:
        async for taken in pictures:
            found.append(taken)
            if len(found) == count:
                break
    return found


def assert_in_order(found: list[Taken], count: int) -> None:
    numbers = [read(one.bgr) for one in found]
    assert numbers == list(range(numbers[0], numbers[0] + count))
    times = [one.pts_s for one in found]
    assert times[0] == 0
    assert all(after > before for before, after in pairwise(times))
    assert all(abs(one.captured_at_s - time.time()) < 60 for one in found)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("squat.mp4", "file"),
        ("0", "webcam"),
        ("/dev/video2", "webcam"),
        ("rtsp://10.0.0.7/live", "rtsp"),
        ("https://10.0.0.7/video", "web"),
    ],
)
def test_a_name_says_which_kind_it_is(name: str, kind: str) -> None:
    assert kind in kinds()
    source = source_of(name)
    module = type(source).__module__.rsplit(".", 1)[-1]
    assert module in {kind, "network_source"}


@pytest.mark.parametrize("name", ["nobody", "ftp://10.0.0.7/squat.mp4", "-1", ""])
def test_what_is_no_source_is_told(name: str) -> None:
    with pytest.raises(UnknownSourceError, match="is no source: name a video file"):
        source_of(name)


def test_a_file_gives_its_pictures_and_goes_on_behind_the_last(tmp_path: Path) -> None:
    path = record(tmp_path / "lift.mp4", 10)

    async def run(last: Last | None) -> list[int]:
        return [read(taken.bgr) async for taken in FileSource(path, FlatOut()).pictures(last)]

    assert asyncio.run(run(None)) == list(range(10))
    assert asyncio.run(run(Last(5 / 30 + 1e-6, 0.0))) == [6, 7, 8, 9]


def test_a_file_that_is_no_video_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("none")
    with pytest.raises(VideoError, match="not a video"):
        asyncio.run(taken_from(str(path), 1))


def test_pictures_come_over_http() -> None:
    async def run() -> list[Taken]:
        async with mjpeg_server() as server:
            return await taken_from(server.address, 12)

    assert_in_order(asyncio.run(asyncio.wait_for(run(), 30)), 12)


def test_pictures_come_over_rtsp() -> None:
    async def run() -> list[Taken]:
        async with rtsp_server() as address:
            return await taken_from(address, 12)

    assert_in_order(asyncio.run(asyncio.wait_for(run(), 60)), 12)


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_nobody_there_is_told_without_the_password(scheme: str) -> None:
    with pytest.raises(SourceGoneError, match=r"127\.0\.0\.1:1/live can't be read") as told:
        asyncio.run(asyncio.wait_for(taken_from(f"{scheme}://user:secret@127.0.0.1:1/live?key=secret", 1), 30))
    assert "secret" not in str(told.value)


def test_a_camera_that_comes_back_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> list[Taken]:
        found = list[Taken]()
        async with mjpeg_server() as server:
            newest = Newest[Taken](at_most=1000)
            watching = asyncio.create_task(Watch(source_of(server.address), newest, None, 20.0).run())
            for count in (5, 5):
                for _ in range(count):
                    taken = await newest.take()
                    assert taken is not None
                    found.append(taken)
                if count == len(found):
                    await server.unplug()
                    await asyncio.sleep(0.3)
                    await server.plug_in()
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        return found

    with caplog.at_level(logging.WARNING, "producers"):
        found = asyncio.run(asyncio.wait_for(run(), 60))
    times = [one.pts_s for one in found]
    assert times == sorted(times)
    assert len(set(times)) == len(times)
    assert "secret" not in caplog.text
    assert [one.getMessage().rsplit(" ", 1)[-1] for one in caplog.records] == ["s.", "back."]


class Broken:
    """A source that gives so many pictures, and then is gone for good."""

    name = "broken"

    def __init__(self, pictures: int) -> None:
        self._left = pictures
        self.asked = 0

    async def pictures(self, last: Last | None) -> AsyncGenerator[Taken, None]:
        self.asked += 1
        begin = 0.0 if last is None else last.pts_s + 1
        while self._left:
            self._left -= 1
            yield Taken(NO_PICTURE, begin + 10 - self._left, 0.0)
        raise SourceGoneError("broken is gone")


def test_a_source_that_stays_away_ends_said_once(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> tuple[Newest[Taken], int]:
        source, newest = Broken(2), Newest[Taken]()
        await Watch(source, newest, None, gone_after_s=1.2).run()
        return newest, source.asked

    newest, asked = asyncio.run(asyncio.wait_for(run(), 30))
    assert newest.ended == "source_gone"
    assert asked >= 3
    assert [one.getMessage() for one in caplog.records] == ["broken is gone; this tries again for 1 s."]


def test_a_source_that_was_never_there_is_an_error() -> None:
    async def run() -> None:
        newest = Newest[Taken]()
        await Watch(Broken(0), newest, None).run()
        await newest.take()

    with pytest.raises(SourceGoneError, match="broken is gone"):
        asyncio.run(run())


def test_only_the_newest_wait_and_the_rest_is_counted() -> None:
    async def run() -> tuple[list[int | None], int]:
        newest = Newest[int]()
        for number in range(5):
            newest.put(number)
        newest.end("closed")
        newest.put(5)
        return [await newest.take() for _ in range(3)], newest.lost

    assert asyncio.run(run()) == ([3, 4, None], 3)


def test_a_cameras_clock_that_jumps_moves_no_picture_by_more_than_a_step() -> None:
    times = CameraTimes(None, 0.0)
    own = [100.0, 100.04, 86_500.0, 86_500.04, 3.0, 3.04]
    assert [times.pts_s(one) for one in own] == pytest.approx([0, 0.04, 0.0733, 0.1133, 0.1467, 0.1867], abs=1e-3)
    assert CameraTimes(Last(2.0, 50.0), 53.0).pts_s(7.0) == pytest.approx(5.0)
