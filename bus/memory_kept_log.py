"""One partition of a compacted topic in memory that outlives its process: each record is in a journal first."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from bus.failure import Failure
from bus.journal import Entry, Journal, JournalError
from bus.memory_compacted_log import MemoryCompactedLog
from bus.record import Record


class MemoryKeptLog(MemoryCompactedLog):
    """A compacted log that begins with what its journal holds: the newest record of each key, offsets from 0 again.

    Args:
        topic: The topic's name.
        partition: Which of its partitions this is.
        limit_bytes: As of `MemoryCompactedLog`.
        journal: Where the records are kept; closed with the log.
        failure: Is told when one can't be kept, besides whoever appends it.
    """

    def __init__(self, topic: str, partition: int, limit_bytes: int, journal: Journal, failure: Failure) -> None:
        super().__init__(topic, partition, limit_bytes)
        self._journal, self._failure = journal, failure
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        for entry in journal.entries():
            headers = MappingProxyType(dict(entry.headers))
            record = Record(topic, partition, self._end, entry.key, entry.value, headers)
            self._keep(record, self._size(record))

    async def append(
        self,
        key: str,
        value: bytes,
        headers: Mapping[str, bytes],
        now_s: Callable[[], float],
        over: int | None = None,
    ) -> int:
        """See `MemoryLog`. A call that is cancelled appends its record all the same, in its turn."""
        appending = asyncio.ensure_future(super().append(key, value, headers, now_s, over))
        appending.add_done_callback(_take_note)
        return await asyncio.shield(appending)

    async def _before_keeping(self, key: str, value: bytes, headers: Mapping[str, bytes]) -> None:
        entry = Entry(key, value, headers)
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._journal.append, entry)
        except JournalError as error:
            self._failure.note(error)
            raise

    def close(self) -> None:
        """Take no more records; those that are being written are on the disk when this returns."""
        super().close()
        self._thread.shutdown()
        self._journal.close()


def _take_note(appending: "asyncio.Future[int]") -> None:
    """Let nobody log an error that a caller who was cancelled didn't hear: whoever waits for the failure hears it."""
    if not appending.cancelled():
        appending.exception()
