"""One partition of a compacted topic in memory: keeps the newest record of each key, whatever its limit."""

from bus.errors import OvertakenError
from bus.memory_log import MemoryLog
from bus.record import Record


class MemoryCompactedLog(MemoryLog):
    """A log that grows with its living keys only: past its limit, older records of a key go once everybody read them.

    A record with an empty value deletes its key, and goes in the same way. Offsets that have gone are passed over.
    """

    def __init__(self, topic: str, partition: int, limit_bytes: int) -> None:
        super().__init__(topic, partition, limit_bytes, waits_for_reader=False)
        self._newest: dict[str, int] = {}
        self._superseded: list[int] = []
        self._last: dict[str, int] = {}
        """Offset of each key's last record, also of one that deletes it."""

    def read(self, offset: int, at_most: int) -> list[Record]:
        """Return up to `at_most` records from an offset on, past the gaps; none if nothing is left there."""
        records: list[Record] = []
        for at in range(offset, self._end):
            if len(records) == at_most:
                break
            if at in self._records:
                records.append(self._records[at])
        return records

    def _make_room(self, record_size: int) -> bool:
        """Compact if the limit is reached; wait only for readers of what is superseded, as the rest has to stay."""
        if self._kept_bytes + record_size <= self._limit_bytes:
            return True
        first_needed = self._first_needed()
        for offset in self._superseded:
            if offset < first_needed:
                self._free(offset)
        self._superseded = [offset for offset in self._superseded if offset >= first_needed]
        return self._kept_bytes + record_size <= self._limit_bytes or not self._superseded

    def _refuse_if_overtaken(self, key: str, over: int | None) -> None:
        last = self._last.get(key, -1)
        if over is not None and last > over:
            raise OvertakenError(f"Record {last} of topic {self._topic!r} is of {key!r} too, and came first.")

    def _keep(self, record: Record, record_size: int) -> None:
        super()._keep(record, record_size)
        self._last[record.key] = record.offset
        older = self._newest.pop(record.key, None)
        if older is not None:
            self._superseded.append(older)
        if record.value:
            self._newest[record.key] = record.offset
        else:
            self._superseded.append(record.offset)
