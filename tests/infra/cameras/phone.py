"""A phone in Python: it films over the camera's websocket, comes back after a break, and lets nothing queue."""

import asyncio
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import cv2
import msgspec
import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from producers.video_file import open_video

KEY: Final = "a-phone-of-the-tests"
TOLD: Final = {"lift": "squat", "height_m": 1.671}
_AGAIN_S: Final = 0.1
_IN_FLIGHT: Final = 8
"""Frames that may be sent and not acknowledged."""


def jpegs(video: Path, quality: int = 80) -> Iterator[bytes]:
    """Encode a video's pictures as a phone would."""
    with open_video(video) as opened:
        for frame in opened:
            yield cv2.imencode(".jpg", frame.bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def picture(number: int = 0, width: int = 64, height: int = 48) -> bytes:
    """Encode a plain picture."""
    grey = np.full((height, width, 3), 40 + number % 160, np.uint8)
    return cv2.imencode(".jpg", grey)[1].tobytes()


async def say(socket: ClientConnection, **message: object) -> None:
    """Send a message."""
    await socket.send(msgspec.msgpack.encode(message))


async def hear(socket: ClientConnection) -> dict[str, Any]:
    """Read the next message."""
    data = await socket.recv()
    assert isinstance(data, bytes)
    message: dict[str, Any] = msgspec.msgpack.decode(data)
    return message


async def start(socket: ClientConnection, phone: str = KEY, **fields: object) -> dict[str, Any]:
    """Begin, and give the answer."""
    await say(socket, **{"type": "start", "phone": phone, "told": TOLD, **fields})
    return await hear(socket)


async def send(socket: ClientConnection, frame: int, **fields: object) -> dict[str, Any]:
    """Send a frame, and give the answer."""
    message = {"type": "frame", "frame": frame, "captured_at": time.time(), "jpeg": picture(frame), **fields}
    await say(socket, **message)
    return await hear(socket)


async def send_unit(
    socket: ClientConnection, frame: int, h264: bytes, after: int | None, **fields: object
) -> dict[str, Any]:
    """Send a picture of a video, and give the answer."""
    message = {"type": "chunk", "frame": frame, "captured_at": time.time(), "h264": h264, "after": after, **fields}
    await say(socket, **message)
    return await hear(socket)


@dataclass
class Phone:
    """Films on its own clock.

    Args:
        url: of the camera's websocket.
        fps: how many frames it takes a second.
        context: what it trusts, over TLS.
        told: what it says of the set.
        through: a port of this machine through which it connects instead; None: straight to the server.
    """

    url: str
    fps: float = 15.0
    context: ssl.SSLContext | None = None
    told: dict[str, Any] = field(default_factory=lambda: dict(TOLD))
    through: int | None = None
    session: str | None = None
    sent: int = 0
    """Frames that went out."""
    skipped: int = 0
    """Frames that were not taken, as too much was on its way, or nothing could be."""
    acks: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    """From a frame's sending to its acknowledgement."""
    breaks: int = 0
    ended: dict[str, Any] | None = None
    _started: asyncio.Event = field(default_factory=asyncio.Event)
    _frame: int = 0
    _socket: ClientConnection | None = None
    _on_their_way: dict[int, float] = field(default_factory=dict)

    async def film(self, pictures: Sequence[bytes], *, waits_for_link: bool = False) -> None:
        """Film some pictures at its rate, once it may, then stop, and wait for the end.

        Args:
            pictures: JPEGs.
            waits_for_link: whether a picture that can't go out is filmed again, as somebody who stands still would be.
        """
        async with asyncio.TaskGroup() as tasks:
            linked = tasks.create_task(self._keep_linked())
            await self._started.wait()
            due_s = time.monotonic()
            for jpeg in pictures:
                while not await self._taken(jpeg) and waits_for_link:
                    due_s = time.monotonic()
                    await asyncio.sleep(1 / self.fps)
                due_s += 1 / self.fps
                await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            while self.ended is None:
                if self._socket is not None:
                    with suppress(ConnectionClosed):
                        await say(self._socket, type="stop")
                    await asyncio.wait([linked], timeout=1.0)
                await asyncio.sleep(_AGAIN_S)

    async def _taken(self, jpeg: bytes) -> bool:
        """Send a picture, unless too much is on its way."""
        if self._socket is None or len(self._on_their_way) >= _IN_FLIGHT:
            self.skipped += 1
            return False
        self._on_their_way[self._frame] = time.monotonic()
        message = {"type": "frame", "frame": self._frame, "captured_at": time.time(), "jpeg": jpeg}
        self._frame += 1
        self.sent += 1
        try:
            await say(self._socket, **message)
        except ConnectionClosed:
            return False
        return True

    async def _keep_linked(self) -> None:
        while self.ended is None:
            with suppress(OSError, WebSocketException, TimeoutError):
                async with self._connect() as socket:
                    await self._linked(socket)
            self._socket = None
            self._on_their_way.clear()
            await asyncio.sleep(_AGAIN_S)

    def _connect(self) -> connect:
        way: dict[str, Any] = {} if self.through is None else {"host": "127.0.0.1", "port": self.through}
        return connect(self.url, ssl=self.context, proxy=None, compression=None, max_size=None, open_timeout=2, **way)

    async def _linked(self, socket: ClientConnection) -> None:
        started = await start(socket, session=self.session, told=self.told)
        assert started["type"] == "started", started
        self.breaks += self.session is not None
        assert self.session in (None, started["session"])
        self.session, self._socket = started["session"], socket
        self._started.set()
        while True:
            self._hear(await hear(socket))

    def _hear(self, message: dict[str, Any]) -> None:
        sent_s = self._on_their_way.pop(message.get("frame", -1), None)
        match message["type"]:
            case "ack":
                self.acks.append(message)
                if sent_s is not None:
                    self.waits_s.append(time.monotonic() - sent_s)
            case "refused":
                self.refused.append(message)
            case "ended":
                self.ended = message
            case _:
                raise AssertionError(message)
