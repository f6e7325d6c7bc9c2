"""Works on sessions, one at a time, as they come: from `uploaded` to `done`, or to `failed` with a sentence.

After a crash it begins anew: whatever isn't finished is processed from its stored original, from the first frame, and
rows of the same keys replace those that were written before.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bus.errors import BusClosedError
from bus.media import UnknownMediaError
from bus.protocol import Bus
from contracts.sessions import Session
from infra.models.chosen import run_of, shadow_of
from infra.own_errors import is_our_sentence
from infra.sessions.media_deleted import delete_media
from infra.sessions.session_book import SessionBook, Word
from infra.sessions.session_processing import Processing, Told

_PROGRESS_EVERY_S: Final = 0.5

Stored = Callable[[str], Awaitable[None]]
"""Waits until what was published of a session, by its id, is stored."""

_WHY: Final[Mapping[Word, str]] = {
    "asked": "it is asked for anew",
    "stop": "it was cancelled",
    "gone": "it was deleted",
    "lost": "another worker goes on with it",
}
_log = logging.getLogger(__name__)


class SessionWorker:
    """Processes whatever is uploaded; stops when it is cancelled or deleted, begins anew when another run is asked for.

    Args:
        bus: with the topic `sessions`.
        processing: what is done for a session.
        stored: waits until what was published of a session is stored; only then it is done.
        now_s: the wall clock, seconds since the epoch.
    """

    def __init__(self, bus: Bus, processing: Processing, stored: Stored, now_s: Callable[[], float]) -> None:
        self._processing, self._stored = processing, stored
        self._book = SessionBook(bus, now_s, self._heard, goes_on=processing.passage.goes_on)
        self._current = ""
        self._task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Work until the bus is closed or this is cancelled; call it once."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._book.follow())
                tasks.create_task(self._work())
        except* BusClosedError:
            pass

    async def _work(self) -> None:
        while True:
            session = await self._book.next()
            self._current = session.session
            self._task = asyncio.create_task(self._process(session))
            try:
                await self._task
            except asyncio.CancelledError:
                if not self._task.cancelled() or _is_cancelled():
                    raise
            finally:
                self._current = ""
            if self._book.is_gone(session.session):
                await delete_media(self._processing.media, session.session)

    async def _heard(self, session: str, word: Word) -> None:
        """Stop working on what others have spoken about; what was asked for anew waits for its turn."""
        if session == self._current and self._task is not None:
            _log.info("Session %s is put down: %s.", session, _WHY[word])
            self._task.cancel()
        if word == "asked":
            await self._processing.passage.begin_anew(session)

    async def _process(self, session: Session) -> None:
        """Bring a session to its end, whatever happens on the way."""
        try:
            run = run_of(session)
            now = [run, *([shadow] if (shadow := shadow_of(run)) else [])]
            runs = (*now, *(other for other in session.runs if other not in now))
            await self._book.change(session.session, state="running", runs=runs)
            _log.info("Session %s has begun, run %s.", session.session, run.id)
            frames = await self._processing.run(session, run, self._progress(session.session))
            await self._stored(session.session)
        except BusClosedError:
            raise
        except UnknownMediaError:
            reason = (
                f"The video of {session.name or 'this session'} is not in the data folder any more: upload it again"
            )
            await self._fail(session.session, reason)
        except Exception as error:  # noqa: BLE001 - one session's fault must not end the others
            await self._fail(session.session, _reason(error))
        else:
            await self._book.change(session.session, state="done", frames=frames, frames_expected=frames)
            _log.info("Session %s has ended after %d frames.", session.session, frames)

    async def _fail(self, session: str, reason: str) -> None:
        await self._book.change(session, state="failed", reason=reason)
        _log.info("Session %s has failed: %s.", session, reason)

    def _progress(self, session: str) -> Told:
        """Publish how far a session is, at most twice a second."""
        due_s = time.monotonic()

        async def told(frames: int, expected: int | None) -> None:
            nonlocal due_s
            if time.monotonic() >= due_s:
                due_s = time.monotonic() + _PROGRESS_EVERY_S
                await self._book.change(session, frames=frames, frames_expected=expected)

        return told


def _reason(error: Exception) -> str:
    """Say in a sentence why a session failed; what is a fault of ours goes to the log in full."""
    if is_our_sentence(error):
        return str(error)
    _log.error("a session failed", exc_info=error)
    return f"The program failed ({type(error).__name__}): run it again, and report it if it fails again"


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
