"""Asks a database that may be away for a while: on a thread of its own, again and again, and says so once."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from sink.database import Database, DatabaseAwayError

LONGEST_WAIT_S: Final = 30.0

T = TypeVar("T")
log = logging.getLogger(__name__)


class Patient:
    """Calls a database from an event loop.

    Args:
        database: Whom to ask; nobody else may, as its calls come one at a time.
        first_wait_s: How long to wait before asking again, seconds; doubled each time up to `LONGEST_WAIT_S`.
    """

    def __init__(self, database: Database, first_wait_s: float) -> None:
        self._database = database
        self._first_wait_s = first_wait_s
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._away = False

    async def ask(self, call: Callable[[Database], T]) -> T:
        """Return what a call gives as soon as the database can give it; whatever it takes, the loop goes on."""
        wait_s = self._first_wait_s
        while True:
            try:
                answer = await asyncio.get_running_loop().run_in_executor(self._thread, call, self._database)
            except DatabaseAwayError as error:
                self._note_lost(error)
            else:
                self._note_found()
                return answer
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    async def close(self) -> None:
        """Wait for the call under way to end, one whose caller was cancelled too."""
        await asyncio.to_thread(self._thread.shutdown)

    def _note_lost(self, error: DatabaseAwayError) -> None:
        if not self._away:
            log.warning("The database is away; what comes waits in the bus: %s", error)
        self._away = True

    def _note_found(self) -> None:
        if self._away:
            log.warning("The database %s is back.", self._database.name)
        self._away = False
