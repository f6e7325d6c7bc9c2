"""One watcher behind a socket: the newest view if it keeps up, and every event."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final, NamedTuple

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.live_hub import LiveHub
from gateway.live_log import Numbered
from gateway.live_messages import GARBAGE, TOO_LARGE, UNKNOWN, Ack, Hello, Resume, refuse
from gateway.live_watched import Shown, Watched

MOST_UNACKED: Final = 2
_HOLDS_EVENTS_S: Final = 1.0
"""How long events wait for the client's first message, which may be a `resume`."""
_LAST_WORDS_S: Final = 5.0
_MOST_BYTES: Final = 1 << 16
_said: Final = msgspec.msgpack.Decoder(Ack | Resume)


class End(NamedTuple):
    """Why a socket is closed."""

    code: int
    sentence: str


class LiveClient:
    """Serves one socket.

    Args:
        websocket: Accepted.
        hub: Where views are asked for.
        watched: What is watched.
        pictures: Whether views come with their pictures.
    """

    def __init__(self, websocket: WebSocket, hub: LiveHub, watched: Watched, *, pictures: bool = True) -> None:
        self._websocket = websocket
        self._hub = hub
        self._watched = watched
        self._pictures = pictures
        self._stirred = asyncio.Event()
        self._unacked: deque[int] = deque()
        self._shown: Shown | None = None
        self._began = self._sent = watched.log.sequence
        self._missed: list[Numbered] = []
        self._resumed = False
        self._events_flow = False

    @property
    def wants_view(self) -> bool:
        """Whether another view may be sent."""
        return len(self._unacked) < MOST_UNACKED

    def stir(self) -> None:
        """Look whether there is something to send."""
        self._stirred.set()

    async def serve(self, hello: Hello) -> None:
        """Say hello, then send and listen until either side ends it."""
        holding = asyncio.get_running_loop().call_later(_HOLDS_EVENTS_S, self._let_events_flow)
        talks = asyncio.create_task(self._talk(hello)), asyncio.create_task(self._listen())
        self._watched.watchers.add(self)
        try:
            await asyncio.wait(talks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._watched.watchers.discard(self)
            holding.cancel()
            for talk in talks:
                talk.cancel()
            ends = await asyncio.gather(*talks, return_exceptions=True)
        for end in ends:
            if isinstance(end, End):
                await self._say_why(end)
            elif isinstance(end, Exception):
                raise end

    async def _talk(self, hello: Hello) -> End | None:
        try:
            await self._websocket.send_bytes(msgspec.msgpack.encode(hello))
            while not self._watched.deleted:
                await self._send_events()
                await self._send_view()
                await self._stirred.wait()
                self._stirred.clear()
        except WebSocketDisconnect:
            return None
        return End(UNKNOWN, "The session was deleted.")

    async def _send_events(self) -> None:
        if not self._events_flow:
            return
        missed, self._missed = self._missed, []
        log = self._watched.log
        for told in (*missed, *log.between(self._sent, log.sequence)):
            self._sent = max(self._sent, told.sequence)
            await self._websocket.send_bytes(told.data)

    async def _send_view(self) -> None:
        view = self._watched.view
        if view is None or view is self._shown or not self.wants_view:
            return
        self._shown = view
        self._unacked.append(view.bundle.frame)
        await self._websocket.send_bytes(view.data if self._pictures else view.bare)

    async def _listen(self) -> End | None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return None
            data = message.get("bytes") or b""
            if len(data) > _MOST_BYTES:
                return End(TOO_LARGE, f"Messages here have {_MOST_BYTES:,} bytes at most.")
            try:
                said = _said.decode(data)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                return End(GARBAGE, "Only `ack` and `resume` are understood here, as msgpack.")
            if isinstance(said, Ack):
                self._acked(said.frame)
            elif self._resumed:
                return End(GARBAGE, "A connection resumes once, before anything else.")
            else:
                self._resume(said.after)
            self._let_events_flow()

    def _acked(self, frame: int) -> None:
        """Count a view as drawn, and those before it too."""
        if frame in self._unacked:
            while self._unacked.popleft() != frame:
                pass
            self._hub.ask(self._watched.session)

    def _resume(self, after: int) -> None:
        """Send again what came after an event; late, when newer ones were sent already, only what those leave out."""
        self._resumed = True
        if self._sent == self._began:
            self._sent = min(self._sent, after)
        else:
            self._missed = list(self._watched.log.between(after, self._began))

    def _let_events_flow(self) -> None:
        self._events_flow = True
        self._stirred.set()

    async def _say_why(self, end: End) -> None:
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):  # it has gone, or doesn't read
            async with asyncio.timeout(_LAST_WORDS_S):
                await refuse(self._websocket, end.code, end.sentence)
