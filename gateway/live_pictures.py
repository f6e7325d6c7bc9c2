"""Drawn pictures of live sets, for whoever can't draw: each made once for everybody, and only the newest."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, suppress
from functools import partial
from typing import Final
from weakref import WeakKeyDictionary

from contracts.vocabulary import UNFINISHED
from gateway.known_sessions import KnownSessions
from gateway.live_hub import LiveHub
from gateway.live_watched import Shown, Watched

Draw = Callable[[Shown], Awaitable[bytes]]
"""Draws into a view's picture what its messages say; gives a JPEG."""
BOUNDARY: Final = "picture"
CONTENT_TYPE: Final = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
_LOOKS_AGAIN_S: Final = 0.5
"""How soon a set that begins is found."""


class LivePictures:
    """Gives the pictures of live sets, drawn.

    Args:
        hub: Where views are asked for.
        known: The sessions.
        draw: Draws one view; called once for each that somebody waits for.
    """

    def __init__(self, hub: LiveHub, known: KnownSessions, draw: Draw) -> None:
        self._hub = hub
        self._known = known
        self._draw = draw
        self._drawn: WeakKeyDictionary[Shown, asyncio.Task[bytes]] = WeakKeyDictionary()

    async def of_session(
        self, session: str, is_wanted: Callable[[], bool] = lambda: True
    ) -> AsyncGenerator[bytes, None]:
        """Give the newest picture whenever there is a newer one, until the session is over, deleted or not wanted."""
        async with self._hub.watched(session) as watched, aclosing(self._of_watched(watched, is_wanted)) as pictures:
            async for picture in pictures:
                yield picture

    async def of_newest(self, owner: str) -> AsyncGenerator[bytes, None]:
        """Give the pictures of whatever set somebody has begun last, and of the next one when that begins; for good."""
        while True:
            session = self._newest(owner)
            if session is None:
                await asyncio.sleep(_LOOKS_AGAIN_S)
                continue
            is_newest = partial(self._is_newest, owner, session)
            async with aclosing(self.of_session(session, is_newest)) as pictures:
                async for picture in pictures:
                    yield picture

    def _newest(self, owner: str) -> str | None:
        sets = (one for one in self._known.newest_first(owner, None) if one.beside is None)
        return next((one.session for one in sets if one.state == "running"), None)

    def _is_newest(self, owner: str, session: str) -> bool:
        return self._newest(owner) in (session, None)

    async def _of_watched(self, watched: Watched, is_wanted: Callable[[], bool]) -> AsyncGenerator[bytes, None]:
        looks = _Looks()
        shown: Shown | None = None
        watched.watchers.add(looks)
        try:
            while self._goes_on(watched) and is_wanted():
                self._hub.ask(watched.session)
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOKS_AGAIN_S):
                        await looks.stirred.wait()
                looks.stirred.clear()
                if watched.view is not None and watched.view is not shown:
                    shown, looks.wants_view = watched.view, False
                    yield await self._drawn_once(shown)
                    looks.wants_view = True
        finally:
            watched.watchers.discard(looks)

    def _goes_on(self, watched: Watched) -> bool:
        session = self._known.get(watched.session)
        return session is not None and session.state in UNFINISHED

    async def _drawn_once(self, shown: Shown) -> bytes:
        drawing = self._drawn.get(shown)
        if drawing is None:
            drawing = self._drawn[shown] = asyncio.ensure_future(self._draw(shown))
        return await asyncio.shield(drawing)


class _Looks:
    """A watcher that wants a view whenever it is not busy with one."""

    def __init__(self) -> None:
        self.wants_view = True
        self.stirred = asyncio.Event()

    def stir(self) -> None:
        self.stirred.set()


async def as_parts(pictures: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Wrap JPEGs as parts of a stream; a browser shows a part once it sees where it ends, so that is said at once."""
    yield f"--{BOUNDARY}\r\n".encode()
    async for picture in pictures:
        head = f"Content-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
        yield head.encode() + picture + f"\r\n--{BOUNDARY}\r\n".encode()
