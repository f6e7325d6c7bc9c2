"""Keeps watching a source: over breaks of its connection, until it ends, or stays away for too long."""

import asyncio
import logging
import time
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from producers.newest import Newest
from producers.source import Last, Source, SourceGoneError, Taken

GONE_AFTER_S: Final = 60.0
_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 5.0
_log: Final = logging.getLogger(__name__)


@dataclass
class Watch:
    """Watches a source.

    Args:
        source: what gives the pictures.
        newest: gets them; and the end: `closed` when the source ended by itself, `source_gone` when it stayed away.
        last: where to go on; None: the set begins.
        gone_after_s: how long it may stay away, seconds.
    """

    source: Source
    newest: Newest[Taken]
    last: Last | None
    gone_after_s: float = GONE_AFTER_S
    _away_since_s: float | None = None

    async def run(self) -> None:
        """Watch until the end. A source that isn't there at the very first is an error, which `newest` raises."""
        wait_s = _FIRST_WAIT_S
        try:
            while not await self._ended():
                if self._away_since_s is None:
                    self._away_since_s, wait_s = time.monotonic(), _FIRST_WAIT_S
                left_s = self._away_since_s + self.gone_after_s - time.monotonic()
                if left_s <= 0:
                    self.newest.end("source_gone")
                    return
                await asyncio.sleep(min(wait_s, left_s))
                wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
        except Exception as error:  # noqa: BLE001 - whoever takes the pictures gets it
            self.newest.end("source_gone", error)

    async def _ended(self) -> bool:
        """Pass on what comes; say whether the source ended by itself: else the connection broke."""
        try:
            async with aclosing(self.source.pictures(self.last)) as pictures:
                async for taken in pictures:
                    self._pass_on(taken)
        except SourceGoneError as error:
            if self.last is None:
                raise
            if self._away_since_s is None:
                _log.warning("%s; this tries again for %.0f s.", error, self.gone_after_s)
            return False
        self.newest.end("closed")
        return True

    def _pass_on(self, taken: Taken) -> None:
        if self._away_since_s is not None:
            _log.warning("%s is back.", self.source.name)
            self._away_since_s = None
        self.last = Last(taken.pts_s, time.time())
        self.newest.put(taken)
