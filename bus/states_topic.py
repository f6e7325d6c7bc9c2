"""States as records of the compacted topic `states`: whichever worker gets a partition finds those of its sessions."""

import asyncio
from contextlib import aclosing
from uuid import uuid4

from bus.log_span import records_between
from bus.partitioner import partition_of
from bus.protocol import Bus
from bus.record import Ref
from contracts.codec import decode, encode
from contracts.states import SavedState, state_key, without_writer

_TOPIC = "states"


class TopicStates:
    """See `bus.states.States`. Keeps in memory what is saved of the sessions on the partitions that it was asked of.

    Each has keys of its own for states that are so far in the log: it replaces nobody else's, who may be further.

    Args:
        bus: with the topic `states`.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._writer = uuid4().hex[:8]
        self._saved: dict[str, dict[str, bytes]] = {}
        """The newest record of each key that isn't dropped, by the key without its writer."""
        self._next: dict[int, int] = {}
        """The offset that follows the last one read, by partition."""

    async def load(self, stage: str, session: str, run: str) -> bytes | None:
        """See `bus.states.States`: reads what others have saved since the last call, as far as the log reaches now.

        Raises:
            UnreadableMessageError: a newer program has written it.
        """
        await self._catch_up(partition_of(session, self._bus.partitions))
        saved = [decode(one, SavedState) for one in self._saved.get(state_key(stage, session, run), {}).values()]
        return max(saved, key=lambda one: one.offset).state if saved else None

    async def save(self, stage: str, session: str, run: str, state: bytes, offset: int | None = None) -> None:
        """See `bus.states.States`."""
        at, writer = (-1, "") if offset is None else (offset, self._writer)
        record = encode(SavedState(stage=stage, session=session, run=run, state=state, offset=at))
        await self._bus.publish(_TOPIC, state_key(stage, session, run, writer), record)

    async def forget(self, stage: str, session: str, run: str) -> None:
        """See `bus.states.States`. Leaves what another saves from now on, or has saved since this was asked last."""
        key = state_key(stage, session, run)
        keys = {*self._saved.pop(key, ()), key, state_key(stage, session, run, self._writer)}
        await asyncio.gather(*(self._bus.publish(_TOPIC, one, b"") for one in keys))

    async def _catch_up(self, partition: int) -> None:
        earliest, end = await self._bus.span(_TOPIC, partition)
        at = max(self._next.get(partition, 0), earliest)
        async with aclosing(records_between(self._bus, _TOPIC, Ref(partition, at), end)) as records:
            async for record in records:
                self._note(record.key, record.value)
        self._next[partition] = max(at, end)

    def _note(self, key: str, value: bytes) -> None:
        of_all = without_writer(key)
        saved = self._saved.pop(of_all, {})
        saved.pop(key, None)
        if value:
            saved[key] = value
        if saved:
            self._saved[of_all] = saved
