"""A recorded video lies on the topic `frames` as its JPEGs in order, each with its header, and the end mark last."""

import asyncio
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest

from bus.memory import LIMITS, MemoryBus
from bus.record import Record, Ref
from contracts.codec import decode
from contracts.event import EndOfStream
from contracts.frames import HEADER, FrameHeader
from contracts.topics import TOPICS
from producers.pace import FlatOut
from producers.recorded_set import Publish, Recording, publish_video
from producers.video_file import VideoError, open_video
from tests.producers.pattern import read
from tests.producers.recording import Kind, ffmpeg, packet_places, record

NOW_S = 1_800_000_000.0
RECORDING = Recording(session="s1", camera="side")


async def published(path: Path) -> tuple[list[Record], Exception | None]:
    """Publish a file on a memory bus, and return what lies on the topic."""
    bus = MemoryBus(TOPICS, 1, limits=LIMITS)
    error = None
    with open_video(path) as video:
        try:
            await publish_video(video, bus.publish, RECORDING, FlatOut(), lambda: NOW_S)
        except VideoError as raised:
            error = raised
    records = await (await bus.records_from("frames", Ref(0, 0))).take(1000, 1)
    await bus.close()
    return records, error


def header(record: Record) -> FrameHeader | EndOfStream:
    return message_of(record.headers)


def message_of(headers: Mapping[str, bytes]) -> FrameHeader | EndOfStream:
    message = decode(headers[HEADER], FrameHeader, EndOfStream)
    assert isinstance(message, FrameHeader | EndOfStream)
    return message


def number_of(record: Record) -> int:
    return read(np.asarray(cv2.imdecode(np.frombuffer(record.value, np.uint8), cv2.IMREAD_COLOR), np.uint8))


def test_every_frame_then_the_end(tmp_path: Path) -> None:
    records, error = asyncio.run(published(record(tmp_path / "lift.mp4", 30)))
    assert error is None
    assert {one.key for one in records} == {"s1"}
    assert [number_of(one) for one in records[:-1]] == list(range(30))
    assert [header(one) for one in records[:-1]] == [
        FrameHeader(
            session="s1",
            camera="side",
            frame=n,
            pts=n * 512 / 15360,
            captured_at=NOW_S,
            received_at=NOW_S,
            width=192,
            height=144,
        )
        for n in range(30)
    ]
    assert records[-1].value == b""
    assert header(records[-1]) == EndOfStream(
        session="s1", run="", camera="side", frame=30, pts=29 * 512 / 15360, reason="closed"
    )


def test_a_file_that_says_when_it_was_filmed(tmp_path: Path) -> None:
    stamped = tmp_path / "stamped.mp4"
    whole = record(tmp_path / "lift.mp4", 3)
    ffmpeg("-i", whole, "-c", "copy", "-metadata", "creation_time=2026-03-01T10:00:00Z", stamped)
    records, _ = asyncio.run(published(stamped))
    taken = [message.captured_at for message in map(header, records) if isinstance(message, FrameHeader)]
    assert taken == pytest.approx([1772359200 + n / 30 for n in range(3)])


def test_the_end_also_comes_after_a_file_that_breaks_off(tmp_path: Path) -> None:
    path = record(tmp_path / "cut.mp4", 30, Kind(container_options={"movflags": "+faststart"}))
    os.truncate(path, packet_places(path)[20][0])
    records, error = asyncio.run(published(path))
    assert "20 of 30 frames" in str(error)
    end = header(records[-1])
    assert isinstance(end, EndOfStream)
    assert (end.frame, end.reason) == (20, "source_gone")


@dataclass
class Shelf:
    """Takes records until it is full, and then lets the publisher wait."""

    room: int
    taken: list[FrameHeader | EndOfStream] = field(default_factory=list)
    full: asyncio.Event = field(default_factory=asyncio.Event)

    async def publish(self, topic: str, key: str, value: bytes, headers: Mapping[str, bytes]) -> None:
        assert (topic, key) == ("frames", "s1")
        if value and len(self.taken) == self.room:
            self.full.set()
            await asyncio.Event().wait()
        self.taken.append(message_of(headers))


def test_who_is_cancelled_while_it_waits_writes_the_end_and_leaves_no_thread(tmp_path: Path) -> None:
    async def run() -> Shelf:
        shelf = Shelf(room=5)
        publish: Publish = shelf.publish
        with open_video(path) as video:
            task = asyncio.create_task(publish_video(video, publish, RECORDING, FlatOut(), lambda: NOW_S))
            await shelf.full.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        return shelf

    path = record(tmp_path / "lift.mp4", 60)
    shelf = asyncio.run(run())
    assert [message.frame for message in shelf.taken] == [0, 1, 2, 3, 4, 5]
    end = shelf.taken[-1]
    assert isinstance(end, EndOfStream)
    assert end.reason == "cancelled"
    assert [thread for thread in threading.enumerate() if thread.name.startswith("read-ahead")] == []


def test_a_closed_bus_stops_the_publishing(tmp_path: Path) -> None:
    async def run() -> None:
        bus = MemoryBus(TOPICS, 1, limits=LIMITS)
        await bus.close()
        with open_video(path) as video:
            await publish_video(video, bus.publish, RECORDING, FlatOut(), lambda: NOW_S)

    path = record(tmp_path / "lift.mp4", 5)
    with pytest.raises(RuntimeError, match="closed"):
        asyncio.run(run())
