"""Fetches the pictures that answers are about: a merge join by offset over the log of `frames`."""

from typing import Final

from bus.errors import ExpiredError
from bus.protocol import Bus, PartitionReader
from bus.record import Record, Ref
from contracts.event import FrameRef

_WITHIN_S: Final = 1.0
_ATTEMPTS: Final = 5
_KEPT: Final = 16
"""Pictures kept for those who ask again, over all partitions."""


class Pictures:
    """Pictures by where they lie, in step: who asks in the log's order reads the log once. Close it when done.

    Args:
        bus: with the topic `frames`.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._readers: dict[int, PartitionReader] = {}
        self._kept: dict[Ref, Record] = {}

    async def of(self, frame_ref: FrameRef) -> Record | None:
        """Fetch a frame; None: it isn't kept any more."""
        ref = Ref(frame_ref.partition, frame_ref.offset)
        if ref not in self._kept:
            record = await self._read(ref)
            if record is None:
                return None
            self._kept[ref] = record
            if len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return self._kept[ref]

    async def keep_only(self, partitions: frozenset[int]) -> None:
        """Stop reading all other partitions."""
        for partition in self._readers.keys() - partitions:
            await self._readers.pop(partition).close()

    async def close(self) -> None:
        """Stop reading."""
        await self.keep_only(frozenset())

    async def _read(self, ref: Ref) -> Record | None:
        reader = self._readers.get(ref.partition)
        if reader is None:
            reader = self._readers[ref.partition] = await self._bus.records_from("frames", ref)
        reader.seek(ref.offset)
        for _ in range(_ATTEMPTS):
            try:
                records = await reader.take(1, _WITHIN_S)
            except ExpiredError:
                return None
            if records:
                return records[0] if records[0].ref == ref else None
        return None
