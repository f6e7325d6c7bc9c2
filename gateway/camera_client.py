"""One phone behind a socket, from its `start` on."""

import asyncio
from contextlib import suppress
from typing import Final

import msgspec
from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from contracts.message import Message
from contracts.sessions import Session
from gateway.camera_messages import (
    CODES,
    Ack,
    CameraError,
    CameraFault,
    Chunk,
    Ended,
    Frame,
    Ping,
    Pong,
    Refused,
    Start,
    Started,
    Stop,
)
from gateway.cameras import CameraRefusedError, Cameras, Filming, FrameRefusedError
from gateway.known_sessions import KnownSessions
from gateway.refused import RefusedError
from gateway.told import Told, invalid, new_session_id, refuse_unknown_profile, told_session

_LAST_WORDS_S: Final = 5.0
_NAME: Final = "Phone"
"""What a session is called whose phone doesn't say."""
_FAULTS: Final[dict[int, CameraFault]] = {404: "unknown_session", 409: "session_over"}
"""By the status with which the same is refused over HTTP."""
_UNDER_WAY: Final = "running"
Said = Start | Frame | Chunk | Ping | Stop
_said: Final[msgspec.msgpack.Decoder[Said]] = msgspec.msgpack.Decoder(Said)


def refuse_over(session: Session) -> None:
    """Raise `RefusedError` 409 unless a session can be filmed from another side."""
    if session.state != _UNDER_WAY:
        raise RefusedError(409, f"Session {session.session} is over: begin a new one.")


class CameraClient:
    """Serves one socket.

    Args:
        websocket: Accepted.
        cameras: Every session that is filmed.
        known: The sessions.
        owner: Whose phone it is.
        profiles: The federation profiles that a session may name.
        began_s: When it connected, seconds since the epoch.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it works with, passed in
        self,
        websocket: WebSocket,
        cameras: Cameras,
        known: KnownSessions,
        owner: str,
        profiles: tuple[str, ...],
        began_s: float,
    ) -> None:
        self._websocket, self._cameras, self._known = websocket, cameras, known
        self._owner, self._profiles, self._began_s = owner, profiles, began_s

    async def serve(self) -> None:
        """Listen until either side ends it; that the phone goes away doesn't end what it films."""
        with suppress(WebSocketDisconnect):
            try:
                await self._serve()
            except CameraRefusedError as error:
                await self._say_why(error.name, str(error))
            except RefusedError as error:
                await self._say_why(_FAULTS.get(error.status, "invalid"), str(error))

    async def _serve(self) -> None:
        start = await self._next()
        if not isinstance(start, Start):
            raise CameraRefusedError("garbage", "A phone says `start` first of all.")
        filming = self._filming(start)
        talking = asyncio.create_task(self._talk(filming))
        ending = asyncio.create_task(filming.ended())
        try:
            await asyncio.wait({talking, ending}, return_when=asyncio.FIRST_COMPLETED)
            if talking.done():
                talking.result()
            ended = await ending
            await self._say(Ended(session=ended.session, frames=ended.frames))
            await self._websocket.close()
        finally:
            talking.cancel()
            ending.cancel()

    def _filming(self, start: Start) -> Filming:
        """Begin a session, or go on with one."""
        if start.session is None:
            return self._begun(start, beside=None)
        named = self._known.find(start.session, self._owner)
        if named.cameras == (start.camera,):
            return self._cameras.go_on(named, start.phone)
        views = self._known.views(named)
        view = next((one for one in views if one.cameras == (start.camera,) and one.state == _UNDER_WAY), None)
        return self._begun(start, beside=named) if view is None else self._cameras.go_on(view, start.phone)

    def _begun(self, start: Start, beside: Session | None) -> Filming:
        """Begin a session; one beside another is told what that was told."""
        if beside is not None:
            refuse_over(beside)
        try:
            told = Told.model_validate(start.told)
        except ValidationError as error:
            raise CameraRefusedError("invalid", invalid(error.errors())) from error
        refuse_unknown_profile(told, self._profiles)
        made = told_session(
            new_session_id(),
            self._owner,
            told.model_copy(update={"name": told.name or _NAME}),
            self._began_s,
            state="running",
            delivery="live",
            cameras=(start.camera,),
            beside=None if beside is None else beside.beside or beside.session,
        )
        return self._cameras.begin(made, start.phone)

    async def _talk(self, filming: Filming) -> None:
        """Say that frames may come, once the session is known, and take them until the phone stops."""
        session = filming.session
        await filming.ready()
        await self._known.until(session.session)
        await self._say(Started(session=session.session, camera=session.cameras[0], frame=filming.last))
        while True:
            said = await self._next()
            if isinstance(said, Stop):
                filming.stop()
                return
            if isinstance(said, Start):
                raise CameraRefusedError("garbage", "A connection starts once.")
            await self._say(Pong(at=said.at) if isinstance(said, Ping) else await self._answer(filming, said))

    async def _answer(self, filming: Filming, frame: Frame | Chunk) -> Message:
        try:
            late_s = await filming.take_chunk(frame) if isinstance(frame, Chunk) else filming.take(frame)
        except FrameRefusedError as error:
            return Refused(frame=frame.frame, name=error.name, error=str(error))
        now = self._known.get(filming.session.session) or filming.session
        return Ack(frame=frame.frame, late_s=late_s, answered=now.frames, dropped=now.frames_dropped, lost=filming.lost)

    async def _next(self) -> Said:
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        try:
            return _said.decode(message.get("bytes") or b"")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise CameraRefusedError(
                "garbage",
                f"Only `start`, `frame`, `chunk`, `ping` and `stop` are understood here, as msgpack ({error}).",
            ) from error

    async def _say(self, message: Message) -> None:
        await self._websocket.send_bytes(msgspec.msgpack.encode(message))

    async def _say_why(self, name: CameraFault, sentence: str) -> None:
        with suppress(RuntimeError, TimeoutError):  # it has gone, or doesn't read
            async with asyncio.timeout(_LAST_WORDS_S):
                await self._say(CameraError(name=name, error=sentence))
                await self._websocket.close(CODES[name])
